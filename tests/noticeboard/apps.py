"""Configuration of the room."""

from datetime import timedelta

from drypoint.foundation.core.rooms import RoomConfig, Under


class NoticeboardConfig(RoomConfig):
    name = "tests.noticeboard"
    label = "noticeboard"
    addresses = {Under.DESK: "tests.noticeboard.urls_desk", Under.LANGUAGE: "tests.noticeboard.urls"}

    def ready(self) -> None:
        from drypoint.foundation.accounts.capabilities import Capability, held_by, register_capabilities
        from drypoint.foundation.accounts.roles import Role
        from drypoint.foundation.core.checks import register_check
        from drypoint.foundation.core.registries import navigation, search, today
        from drypoint.foundation.core.registries.first_content import FirstContent, register_first_content
        from drypoint.foundation.core.registries.link_targets import LinkTarget, register_link_target
        from drypoint.foundation.core.worker import register_scan
        from drypoint.foundation.patients import page
        from drypoint.foundation.patients.export_fields import Field
        from drypoint.foundation.patients.holdings import Holding, register_holding
        from tests.noticeboard import plugs

        register_capabilities(
            "noticeboard", 450, Capability("noticeboard.read", "read what is pinned up", held_by(Role.CLINICIAN))
        )
        navigation.register_nav_entry(
            navigation.NavEntry(
                "noticeboard",
                450,
                "Notices",
                "noticeboard_desk:list",
                "today",
                "noticeboard.read",
                group="Walls",
                count=plugs.count,
            )
        )
        today.register_waiting(today.Waiting("noticeboard", 450, "noticeboard.read", plugs.what_waits))
        today.register_today_part(today.TodayPart("noticeboard", 450, "noticeboard.read", plugs.part_of_today))
        search.register_search(
            search.SearchProvider("noticeboard", 450, "Notices", "noticeboard.read", plugs.notices_with)
        )
        register_link_target(LinkTarget("notices", 450, "The notices", plugs.address))
        page.register_person_banner(page.PersonBanner("noticeboard", 450, plugs.banner))
        page.register_person_section(page.PersonSection("noticeboard", 450, plugs.section))
        page.register_timeline_source(
            page.TimelineSource("noticeboard", 450, "Notices", "noticeboard.read", plugs.what_was_pinned)
        )
        register_holding(
            Holding("notices", "Notices", plugs.export_of, plugs.erase_of, fields=(Field("notice", "Notice"),))
        )
        register_check("noticeboard", plugs.check)
        register_scan("old notices", timedelta(hours=6), plugs.take_down)
        register_first_content(FirstContent("noticeboard.demo", 450, plugs.pin_up))
