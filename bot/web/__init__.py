"""Room: web. The Starlette app: chat page, WebSocket, files, /healthz. It decides and stores nothing."""
