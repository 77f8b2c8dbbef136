#!/bin/bash
# discordopenapi 1.0.0 (imported as openapi_client), the client generated from Discord's own description.
#
# In the description each kind of component has its own constant number in "type". The generated models keep
# "type" as any whole number, and choose among the kinds by trying all of them and demanding that exactly one fits.
# A container with a text fits no container: the text inside fits several kinds and so none. But it fits an
# action row with a button, since all that a button needs is a type and an id and what is unknown is dropped.
# So reading succeeds: the answer is an ActionRowComponentResponse whose type is 17, and written again it has
# neither the text nor the accent colour nor the spoiler. The same text alone is refused as ambiguous, and so
# are a separator and an ordinary row with one button. That "oneOf" is fragile in this generator is reported;
# that a whole text goes missing without an error is what surprised.
#
# Seen: container -> ActionRowComponentResponse, type 17, "hello" kept: False, accent colour kept: False
#       text, separator -> refused (several fit); row with a button -> refused (none fits, its button fits several)
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
"${PYTHON:-python3}" -m venv "$room/env"
"$room/env/bin/pip" install --quiet --no-deps --only-binary :all: \
    discordopenapi==1.0.0 pydantic==2.14.3 pydantic_core==2.50.4 annotated-types==0.8.0 typing-inspection==0.4.5 \
    typing_extensions==4.16.0 python-dateutil==2.9.0.post0 six==1.17.0 urllib3==2.8.0
"$room/env/bin/python" - <<'PY'
import json

from openapi_client.models.basic_message_response_components_inner import BasicMessageResponseComponentsInner

TEXT = {"type": 10, "id": 2, "content": "hello"}
SEPARATOR = {"type": 14, "id": 1, "divider": True, "spacing": 1}
ROW = {"type": 1, "id": 1, "components": [{"type": 2, "id": 2, "style": 1, "label": "Join", "custom_id": "join"}]}
CONTAINER = {"type": 17, "id": 1, "accent_color": 65280, "spoiler": True, "components": [TEXT]}


def read(component):
    return BasicMessageResponseComponentsInner.from_json(json.dumps(component))


def refusal(component):
    try:
        return f"read as {type(read(component).actual_instance).__name__}"
    except ValueError as error:
        return str(error).split(" found ")[0]


container = read(CONTAINER)
kind, again = type(container.actual_instance).__name__, json.dumps(container.to_dict())
print(f"container -> {kind}, type {container.actual_instance.type},", end=" ")
print(f'"hello" kept: {"hello" in again}, accent colour kept: {"65280" in again}')
refusals = {"text": refusal(TEXT), "separator": refusal(SEPARATOR), "row": refusal(ROW)}
print(refusals)

assert kind == "ActionRowComponentResponse" and container.actual_instance.type == 17
assert "hello" not in again and "65280" not in again
assert refusals == {"text": "Multiple matches", "separator": "Multiple matches", "row": "No match"}
PY
