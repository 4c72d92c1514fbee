"""Configuration of the room."""

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.rooms import RoomConfig


class ClaimsConfig(RoomConfig):
    """See the package's docstring."""

    name = "drypoint.public.claims"
    label = "claims"

    def ready(self) -> None:
        """Say who signs for claims, and let doctor compare own rows of evidence with those in use."""
        from drypoint.foundation.accounts.capabilities import Capability, held_by, register_capabilities
        from drypoint.foundation.accounts.roles import Role
        from drypoint.foundation.core.checks import register_check
        from drypoint.foundation.core.registries.audit_actions import register_audit_actions
        from drypoint.foundation.core.registries.translated import TranslatedContent, register_translated_content
        from drypoint.public.claims import audited, queries
        from drypoint.public.claims.editions import check_own_rows

        register_capabilities(
            "claims",
            700,
            Capability("claims.review", _("review a claim about a treatment and sign for it"), held_by(Role.CLINICIAN)),
        )
        register_check("evidence.own_rows", check_own_rows)
        register_translated_content(TranslatedContent("claims", 100, queries.keys_without))
        register_audit_actions(audited.SENTENCES)
