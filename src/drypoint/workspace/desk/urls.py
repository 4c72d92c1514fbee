"""The desk's addresses, below /desk/."""

from django.urls import path

from drypoint.workspace.desk.views import (
    atlas,
    audit,
    claims,
    enquiries,
    evidence,
    outbox,
    patients,
    practice,
    staff,
    today,
)

app_name = "desk"

urlpatterns = [
    path("", today.today, name="today"),
    path("enquiries/", enquiries.enquiries, name="enquiries"),
    path("enquiries/<int:pk>/", enquiries.enquiry, name="enquiry"),
    path("enquiries/<int:pk>/answer/", enquiries.answer, name="answer"),
    path("enquiries/<int:pk>/state/", enquiries.change_state, name="enquiry_state"),
    path("enquiries/<int:pk>/erase/", enquiries.erase, name="erase"),
    path("enquiries/<int:pk>/documents/<int:number>/", enquiries.document, name="document"),
    path("enquiries/<int:pk>/patient/", patients.from_enquiry, name="person_from_enquiry"),
    path("patients/", patients.people, name="people"),
    path("patients/new/", patients.new, name="person_new"),
    path("patients/<int:pk>/", patients.person, name="person"),
    path("patients/<int:pk>/change/", patients.change, name="person_change"),
    path("patients/<int:pk>/export/", patients.export, name="person_export"),
    path("patients/<int:pk>/erase/", patients.erase, name="person_erase"),
    path("claims/", claims.claims, name="claims"),
    path("claims/<int:pk>/", claims.claim, name="claim"),
    path("atlas/", atlas.muscles, name="atlas"),
    path("atlas/<slug:muscle_id>/", atlas.muscle, name="atlas_muscle"),
    path("evidence/", evidence.evidence, name="evidence"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<int:pk>/", outbox.mail, name="mail"),
    path("outbox/<int:pk>/again/", outbox.again, name="mail_again"),
    path("practice/", practice.practice, name="practice"),
    path("staff/", staff.staff, name="staff"),
    path("staff/<int:pk>/", staff.member, name="member"),
    path("audit/", audit.trail, name="audit"),
]
