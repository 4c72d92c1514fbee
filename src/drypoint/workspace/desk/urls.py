"""The desk's addresses, below /desk/."""

from django.urls import path

from drypoint.workspace.desk.views import (
    atlas,
    audit,
    health,
    outbox,
    patients,
    practice,
    search,
    staff,
    today,
)

app_name = "desk"

urlpatterns = [
    path("", today.today, name="today"),
    path("patients/", patients.people, name="people"),
    path("patients/new/", patients.new, name="person_new"),
    path("patients/<int:pk>/", patients.person, name="person"),
    path("patients/<int:pk>/change/", patients.change, name="person_change"),
    path("patients/<int:pk>/name/", patients.confirm_name, name="person_confirm_name"),
    path("patients/<int:pk>/export/", patients.export, name="person_export"),
    path("patients/export-schema/", patients.export_schema, name="export_schema"),
    path("patients/<int:pk>/erase/", patients.erase, name="person_erase"),
    path("atlas/", atlas.muscles, name="atlas"),
    path("atlas/<slug:muscle_id>/", atlas.muscle, name="atlas_muscle"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<int:pk>/", outbox.mail, name="mail"),
    path("outbox/<int:pk>/again/", outbox.again, name="mail_again"),
    path("health/", health.health, name="health"),
    path("practice/", practice.practice, name="practice"),
    path("staff/", staff.staff, name="staff"),
    path("staff/<int:pk>/", staff.member, name="member"),
    path("search/", search.search, name="search"),
    path("audit/", audit.trail, name="audit"),
]
