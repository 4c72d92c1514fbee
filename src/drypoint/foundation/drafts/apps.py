"""Configuration of the room."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.rooms import RoomConfig, Under


class DraftsConfig(RoomConfig):
    """See the package's docstring."""

    name = "drypoint.foundation.drafts"
    label = "drafts"
    addresses = {Under.DESK: "drypoint.foundation.drafts.urls_desk"}

    def ready(self) -> None:
        """Say who has what they type kept, how it ages, and what of it is held about a person."""
        from drypoint.foundation.accounts.capabilities import Capability, held_by, register_capabilities
        from drypoint.foundation.accounts.roles import Role
        from drypoint.foundation.core.registries import today
        from drypoint.foundation.core.registries.sealed import Sealed, register_sealed
        from drypoint.foundation.core.worker import register_scan
        from drypoint.foundation.drafts import actions, exported, plugs
        from drypoint.foundation.drafts.sealed import reseal_drafts
        from drypoint.foundation.patients.holdings import Holding, register_holding

        register_capabilities(
            "drafts",
            120,
            Capability(
                "drafts.keep",
                _("have what they type kept until it is sent, and see who else has a page open"),
                held_by(Role.CLINICIAN, Role.RECEPTION),
            ),
        )
        today.register_waiting(today.Waiting("drafts.unsent", 900, "drafts.keep", plugs.unsent))
        register_holding(
            Holding(
                "drafts", _("Texts that were not sent"), actions.export_of, actions.erase_of, fields=exported.FIELDS
            )
        )
        register_sealed(Sealed("drafts", 400, "texts not sent yet", reseal_drafts))
        register_scan("texts not sent", timedelta(minutes=1), actions.age_out)
