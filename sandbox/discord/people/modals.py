"""A form that a bot opened (a modal), filled in by a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from sandbox.discord.backend.backend import WorldBackend
from sandbox.discord.people.selects import check_count, check_values
from sandbox.discord.simcord_door import SELECT_TYPES, ComponentType, DiscordError
from sandbox.discord.wire import Json, Payload, as_objects


@dataclass(slots=True)
class FilledForm:
    """The `data` of a submission, part by part. `values`: by the controls' custom ids."""

    backend: WorldBackend
    channel_id: int
    values: Mapping[str, Json]
    resolved: Payload = field(default_factory=dict[str, Json])

    def data(self, modal: Payload) -> Payload:
        """As the bot gets it. Raises DiscordError for what the form doesn't take."""
        components = [self._part(it) for it in as_objects(modal["components"])]
        data: Payload = {"custom_id": modal["custom_id"], "components": components}
        return {**data, "resolved": self.resolved} if self.resolved else data

    def _part(self, part: Payload) -> Payload:
        kind = int(part["type"])
        told: Payload = {"type": kind, "id": part.get("id", 0)}
        if kind == ComponentType.ACTION_ROW:
            return {**told, "components": [self._part(it) for it in as_objects(part["components"])]}
        if kind == ComponentType.LABEL:
            return {**told, "component": self._part(part["component"])}
        if kind == ComponentType.TEXT_DISPLAY:
            return told
        told["custom_id"] = part["custom_id"]
        if kind == ComponentType.TEXT_INPUT:
            return {**told, "value": self._text(part)}
        if kind in SELECT_TYPES:
            return {**told, "values": self._chosen(part)}
        raise DiscordError(501, 0, f"The sandbox has no form control of type {kind}")

    def _text(self, part: Payload) -> str:
        text = str(self.values.get(part["custom_id"], ""))
        least, most = int(part.get("min_length") or 0), int(part.get("max_length") or 4000)
        if not text and part.get("required", True):
            raise DiscordError(400, 50035, f"{part['custom_id']} is required")
        if len(text) > most or (text and len(text) < least):
            raise DiscordError(400, 50035, f"Write {least} to {most} characters")
        return text

    def _chosen(self, part: Payload) -> list[str]:
        given: object = self.values.get(part["custom_id"])
        values = [str(it) for it in cast("list[Json]", given)] if isinstance(given, list) else []
        if values or part.get("required", True):
            check_count(part, values)
        check_values(self.backend, self.channel_id, part, values, self.resolved)
        return values
