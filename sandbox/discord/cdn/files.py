"""The files of the world: attachments, emoji and avatars, by their path on the CDN."""

import mimetypes
from urllib.parse import quote

from sandbox.discord.cdn.pictures import picture_size
from sandbox.discord.wire import Payload, as_object

_EMBED_PICTURES = ("image", "thumbnail", "author", "footer")
# What a demo of hours may upload before the oldest files go.
_MOST_BYTES = 256 * 1024 * 1024


class FileStore:
    """Bytes by path; the oldest go when it becomes too much. simcord takes it for its own store."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._files: dict[str, bytes] = {}
        self._size = 0

    def put(self, path: str, data: bytes) -> str:
        """Serve `data` at `path` below the base; returns the whole address."""
        self._size += len(data) - len(self._files.pop(path, b""))
        self._files[path] = data
        while self._size > _MOST_BYTES:
            self._size -= len(self._files.pop(next(iter(self._files))))
        return f"{self.base}/{quote(path)}"

    def get(self, path: str) -> bytes | None:
        return self._files.get(path)

    def store_attachment(
        self,
        attachment_id: int,
        channel_id: int,
        filename: str,
        data: bytes,
        description: str | None,
    ) -> Payload:
        """Keep an upload; returns the attachment as messages show it."""
        url = self.put(f"attachments/{channel_id}/{attachment_id}/{filename}", data)
        payload: Payload = {
            "id": str(attachment_id),
            "filename": filename,
            "description": description,
            "size": len(data),
            "url": url,
            "proxy_url": url,
            "content_type": mimetypes.guess_type(filename)[0] or "application/octet-stream",
        }
        if (size := picture_size(data)) is not None:
            payload["width"], payload["height"] = size
        return payload

    def store_sticker(self, sticker_id: int, _format: int, data: bytes) -> str:
        return self.put(f"stickers/{sticker_id}.png", data)


def resolve_pictures(embeds: list[Payload], attachments: list[Payload]) -> list[Payload]:
    """`attachment://name` in an embed becomes the file's address; the file leaves the list."""
    addresses = {f"attachment://{item['filename']}": item["url"] for item in attachments}
    used: set[str] = set()
    for embed in embeds if addresses else ():
        for piece in (as_object(embed.get(part)) for part in _EMBED_PICTURES):
            for key in ("url", "icon_url"):
                if (address := addresses.get(piece.get(key, ""))) is not None:
                    piece[key] = address
                    used.add(address)
    return [item for item in attachments if item["url"] not in used]
