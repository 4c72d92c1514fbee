"""The desk's addresses, below /desk/."""

from django.urls import path

from drypoint.workspace.desk.views import audit, enquiries, outbox, practice, staff, today

app_name = "desk"

urlpatterns = [
    path("", today.today, name="today"),
    path("enquiries/", enquiries.enquiries, name="enquiries"),
    path("enquiries/<int:pk>/", enquiries.enquiry, name="enquiry"),
    path("enquiries/<int:pk>/answer/", enquiries.answer, name="answer"),
    path("enquiries/<int:pk>/state/", enquiries.change_state, name="enquiry_state"),
    path("enquiries/<int:pk>/documents/<uuid:key>/", enquiries.document, name="document"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<int:pk>/", outbox.mail, name="mail"),
    path("practice/", practice.practice, name="practice"),
    path("staff/", staff.staff, name="staff"),
    path("staff/<int:pk>/", staff.member, name="member"),
    path("audit/", audit.trail, name="audit"),
]
