"""The server: streams over WebSocket, recordings over HTTP, and the Wyoming protocol, with limits."""
