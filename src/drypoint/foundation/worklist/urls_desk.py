"""Addresses of the staff's screens, below /desk/."""

from django.urls import path

from drypoint.foundation.worklist import views

app_name = "worklist_desk"
urlpatterns = [
    path("tasks/", views.tasks, name="list"),
    path("tasks/act/", views.act, name="act"),
    path("tasks/new/", views.new, name="new"),
    path("tasks/away/", views.away, name="away"),
    path("tasks/<int:pk>/", views.task, name="task"),
    path("tasks/<int:pk>/over/", views.hand_over, name="hand_over"),
]
