package io.mesosframework.server;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/** Sends a part of a file piece by piece, as fast as the client takes it, and closes the file. */
final class FileSender extends IteratingCallback {

    private static final int PIECE = 64 * 1024;

    private final ServerResponse.FilePart part;
    private final Response response;
    private final Callback finished;
    private final ByteBuffer piece;
    private long sent;

    FileSender(ServerResponse.FilePart part, Response response, Callback finished) {
        this.part = part;
        this.response = response;
        this.finished = finished;
        this.piece = ByteBuffer.allocate((int) Math.min(PIECE, part.length()));
    }

    @Override
    protected Action process() throws IOException {
        if (sent == part.length()) {
            return Action.SUCCEEDED;
        }
        piece.clear().limit((int) Math.min(piece.capacity(), part.length() - sent));
        part.channel().position(part.first() + sent);
        if (part.channel().read(piece) <= 0) {
            throw new EOFException("The file has become shorter while it was sent");
        }
        piece.flip();
        sent += piece.remaining();
        response.write(sent == part.length(), piece, this);
        return Action.SCHEDULED;
    }

    @Override
    protected void onCompleted(@Nullable Throwable failure) {
        try {
            part.channel().close();
        } catch (IOException e) {
            finished.failed(e);
            return;
        }
        if (failure == null) {
            finished.succeeded();
        } else {
            finished.failed(failure);
        }
    }
}
