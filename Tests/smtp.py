"""A mail server for tests, on this machine: takes SMTP with or without TLS and does as the reader's
name says. Prints its port, then a JSON object for each message it took."""

import base64
import json
import socket
import ssl
import sys
import threading

mode, certificate, key = sys.argv[1], sys.argv[2], sys.argv[3]
context = None
if mode != "none":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
lock = threading.Lock()


def tell(value):
    with lock:
        print(json.dumps(value), flush=True)


def serve(peer):
    state = {"tls": mode == "tls", "auth": None}
    if mode == "tls":
        peer = context.wrap_socket(peer, server_side=True)
    stream = peer.makefile("rb")

    def say(*lines):
        for place, line in enumerate(lines):
            mark = " " if place == len(lines) - 1 else "-"
            peer.sendall((line[:3] + mark + line[4:] + "\r\n").encode())

    say("220 test")
    sender = reader = None
    while line := stream.readline():
        words = line.decode().strip()
        verb = words.upper()
        if verb.startswith("EHLO"):
            state["ehlo"] = words[5:]
            offers = ["250 test"]
            if mode == "starttls" and not state["tls"]:
                offers.append("250 STARTTLS")
            if state["tls"]:
                offers.append("250 AUTH PLAIN")
            say(*offers, "250 8BITMIME")
        elif verb == "STARTTLS" and mode == "starttls":
            say("220 go")
            peer = context.wrap_socket(peer, server_side=True)
            stream = peer.makefile("rb")
            state["tls"] = True
        elif verb.startswith("AUTH PLAIN"):
            token = words[11:]
            if not token:
                say("334 ")
                token = stream.readline().decode().strip()
            state["auth"] = base64.b64decode(token).decode().split("\0")[1:]
            say("235 welcome" if state["auth"][1] == "right" else "535 no")
        elif verb.startswith("MAIL FROM"):
            sender = words[10:]
            say("550 not from you" if "stranger@" in sender else "250 ok")
        elif verb.startswith("RCPT TO"):
            reader = words[8:].strip("<>")
            name = reader.split("@")[0]
            codes = {"unknown": "550 5.1.1 <%s> unknown" % reader, "busy": "451 later"}
            say(codes.get(name, "250 ok"))
        elif verb == "DATA":
            name = reader.split("@")[0]
            if name == "early":
                peer.close()
                return
            say("354 go")
            data = b""
            while (part := stream.readline()) != b".\r\n":
                if not part:
                    # The other side left in the middle: nothing was handed over.
                    peer.close()
                    return
                data += part[1:] if part.startswith(b"..") else part
            if name == "drop":
                peer.shutdown(socket.SHUT_RDWR)
                peer.close()
                return
            codes = {"full": "552 full", "grey": "450 later"}
            if name not in codes:
                tell({"from": sender, "to": reader, "data": data.decode(), **state})
            say(codes.get(name, "250 taken"))
        elif verb == "QUIT":
            say("221 bye")
            break
        else:
            say("250 ok")
    peer.close()


def guarded(peer):
    try:
        serve(peer)
    except OSError:
        pass


listener = socket.create_server(("127.0.0.1", 0))
tell(listener.getsockname()[1])
while True:
    threading.Thread(target=guarded, args=(listener.accept()[0],), daemon=True).start()
