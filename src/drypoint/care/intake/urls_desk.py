"""Addresses of the staff's screens, below /desk/."""

from django.urls import path

from drypoint.care.intake.views import chart, sheet

app_name = "intake_desk"
urlpatterns = [
    path("patients/<int:person_pk>/drawings/hand-over/", sheet.hand_over, name="hand_over"),
    path("patients/<int:person_pk>/drawings/together/", sheet.begin_together, name="begin_together"),
    path("drawings/<int:pk>/", chart.drawing, name="drawing"),
    path("drawings/<int:pk>/draw/", sheet.draw_together, name="draw_together"),
    path("drawings/<int:pk>/discard/", sheet.discard, name="discard"),
    path("drawings/<int:pk>/problem/", chart.set_episode, name="set_episode"),
    path("drawings/<int:pk>/judge/", chart.judge, name="judge"),
    path("drawings/<int:pk>/others/", chart.judge_others, name="judge_others"),
    path("muscle-counts/", chart.counts, name="counts"),
    path("muscle-counts/muscle-counts.<str:suffix>", chart.counts_file, name="counts_file"),
]
