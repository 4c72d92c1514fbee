"""Configuration of the room."""

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.rooms import RoomConfig


class PracticeConfig(RoomConfig):
    """See the package's docstring."""

    name = "drypoint.foundation.practice"
    label = "practice"

    def ready(self) -> None:
        """Say who may change what the practice says of itself."""
        from drypoint.foundation.accounts.capabilities import Capability, held_by, register_capabilities
        from drypoint.foundation.core.registries.audit_actions import register_audit_actions
        from drypoint.foundation.practice import audited

        register_capabilities(
            "practice",
            900,
            Capability("practice.change", _("change what the practice says of itself"), held_by()),
        )
        register_audit_actions(audited.SENTENCES)
