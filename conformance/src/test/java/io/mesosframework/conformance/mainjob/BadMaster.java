package io.mesosframework.conformance.mainjob;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Something at a master's address that is none. */
final class BadMaster implements AutoCloseable {
    private static final String PAGE = "<html><body><h1>Welcome to the intranet</h1></body></html>";

    /** What it does with a connection. */
    enum Kind {
        /** Nothing listens. */
        REFUSES(null),
        HANGS_UP(""),
        NONSENSE("\u0001\u0002 I am a teapot\n\n".repeat(50)),
        WEB_PAGE("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: " + PAGE.length() + "\r\n\r\n" + PAGE),
        SAYS_NOTHING(null);

        private final @Nullable String answer;

        Kind(@Nullable String answer) {
            this.answer = answer;
        }
    }

    private final ServerSocket listener;

    private BadMaster(ServerSocket listener) {
        this.listener = listener;
    }

    static BadMaster of(Kind kind) throws IOException {
        BadMaster master = new BadMaster(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        if (kind == Kind.REFUSES) {
            master.close();
        }
        String answer = kind.answer;
        if (answer != null) {
            Thread thread = new Thread(() -> master.serve(answer), "bad-master");
            thread.setDaemon(true);
            thread.start();
        }
        return master;
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    private void serve(String answer) {
        byte[] bytes = answer.getBytes(StandardCharsets.ISO_8859_1);
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept();
                    InputStream in = socket.getInputStream()) {
                // The request's first bytes at least, so that the answer is one.
                in.read(new byte[8192]);
                socket.getOutputStream().write(bytes);
            } catch (IOException e) {
                // The other side gave up first.
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
