"""Configuration of the room."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.rooms import RoomConfig, Under


class WorklistConfig(RoomConfig):
    """See the package's docstring."""

    name = "drypoint.foundation.worklist"
    label = "worklist"
    addresses = {Under.DESK: "drypoint.foundation.worklist.urls_desk"}

    def ready(self) -> None:
        """Say who may do what, where tasks are shown, what is passed on in time, and what is held about a person."""
        from drypoint.foundation.accounts.capabilities import Capability, held_by, register_capabilities
        from drypoint.foundation.accounts.roles import Role
        from drypoint.foundation.core.registries import navigation, today
        from drypoint.foundation.core.registries.audit_actions import register_audit_actions
        from drypoint.foundation.core.registries.first_content import FirstContent, register_first_content
        from drypoint.foundation.core.registries.mail_kinds import MailKind, register_kind
        from drypoint.foundation.core.registries.places import register_place
        from drypoint.foundation.core.worker import register_scan
        from drypoint.foundation.patients import page
        from drypoint.foundation.patients.holdings import Holding, register_holding
        from drypoint.foundation.patients.references import NamedReference, register_named_reference
        from drypoint.foundation.worklist import actions, audited, demo, exported, notes, places, plugs
        from drypoint.foundation.worklist.kinds import register_task_kind
        from drypoint.foundation.worklist.models import Task

        register_capabilities(
            "worklist",
            150,
            Capability(
                "worklist.read",
                _("see the tasks of the rooms that one may look into"),
                held_by(Role.CLINICIAN, Role.RECEPTION),
            ),
            Capability(
                "worklist.write",
                _("write down tasks, take them, hand them over and finish them"),
                held_by(Role.CLINICIAN, Role.RECEPTION),
            ),
            Capability(
                "worklist.manage",
                _("hand over the tasks of a colleague who is away"),
                held_by(Role.RECEPTION),
            ),
        )
        register_task_kind(notes.KIND)
        navigation.register_nav_entry(
            navigation.NavEntry(
                "worklist.list", 150, _("Tasks"), "worklist_desk:list", "check", "worklist.read", count=plugs.count
            )
        )
        today.register_waiting(today.Waiting("worklist.urgent", 10, "worklist.read", plugs.urgent_ones))
        today.register_today_part(today.TodayPart("worklist.open", 100, "worklist.read", plugs.tasks_of_today))
        page.register_person_section(page.PersonSection("worklist.open", 50, plugs.tasks_of_person))
        register_kind(MailKind(actions.ESCALATED, listed_by="outbox.read", read_by="worklist.read"))
        register_holding(Holding("tasks", _("Tasks"), actions.export_of, actions.erase_of, fields=exported.FIELDS))
        register_named_reference(NamedReference("worklist.Task.subject", Task, "subject_type", "subject_id"))
        register_scan("tasks not done in time", timedelta(minutes=1), actions.escalate_overdue)
        register_scan("tasks of who is gone", timedelta(minutes=1), actions.free_those_of_the_gone)
        register_first_content(FirstContent("worklist.demo", 950, demo.load))
        for place in places.PLACES:
            register_place(place)
        register_audit_actions(audited.SENTENCES)
