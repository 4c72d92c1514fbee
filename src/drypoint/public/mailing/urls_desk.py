"""Addresses of the staff's screens, below /desk/."""

from django.urls import path

from drypoint.public.mailing import views_desk
from drypoint.public.mailing.campaigns import views_desk as campaigns

app_name = "mailing_desk"
urlpatterns = [
    path("list/", views_desk.subscribers, name="list"),
    path("list/<int:pk>/", views_desk.subscriber, name="subscriber"),
    path("list/<int:pk>/change/", views_desk.change, name="change"),
    path("list/import/", views_desk.take_over, name="import"),
    path("list/export/", views_desk.hand_out, name="export"),
    path("list/bounces/", views_desk.bounces, name="bounces"),
    path("list/topics/", views_desk.topics, name="topics"),
    path("list/topics/<int:pk>/", views_desk.topic, name="topic"),
    path("list/letters/", campaigns.campaigns, name="campaigns"),
    path("list/letters/add/", campaigns.add, name="campaign_add"),
    path("list/letters/<int:pk>/", campaigns.campaign, name="campaign"),
    path("list/letters/<int:pk>/edit/", campaigns.edit, name="campaign_edit"),
    path("list/letters/<int:pk>/change/", campaigns.change, name="campaign_change"),
    path("list/letters/<int:pk>/<str:language>/mail/", campaigns.as_html, name="campaign_html"),
    path("list/copies/<int:pk>/", campaigns.decide, name="delivery_decide"),
]
