package io.mesosframework.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** How messages stand on the wire, for client and server alike. */
final class Wire {

    /** The longest request or status line, in bytes. */
    static final int MAX_FIRST_LINE = 16 << 10;

    /** The most that all headers of a message may take, in bytes. */
    static final int MAX_HEADER_BYTES = 64 << 10;

    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};

    private Wire() {}

    static HttpDecoderConfig decoderConfig(boolean validate) {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_FIRST_LINE)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxChunkSize(Integer.MAX_VALUE)
                .setHeadersFactory(DefaultHttpHeadersFactory.headersFactory().withValidation(validate))
                .setTrailersFactory(DefaultHttpHeadersFactory.trailersFactory().withValidation(validate));
    }

    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) { // a loop, for this is asked of each header of each request
            char c = text.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static Headers headers(HttpHeaders received) {
        List<String> fields = new ArrayList<>(received.size() * 2);
        for (Iterator<Map.Entry<CharSequence, CharSequence>> i = received.iteratorCharSequence(); i.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> field = i.next();
            fields.add(field.getKey().toString());
            fields.add(field.getValue().toString());
        }
        return Headers.received(fields);
    }

    /** The first line, the header fields, the empty line. */
    static ByteBuf head(ByteBufAllocator allocator, String firstLine, Headers headers, int room) {
        ByteBuf buffer = allocator.directBuffer(512 + room);
        latin1(buffer, firstLine).writeBytes(CRLF);
        headers.forEach((name, value) -> {
            latin1(buffer, name).writeByte(':').writeByte(' ');
            latin1(buffer, value).writeBytes(CRLF);
        });
        return buffer.writeBytes(CRLF);
    }

    /** A head with the body behind it, in one buffer. */
    static ByteBuf message(ByteBufAllocator allocator, String firstLine, Headers headers, byte[] body) {
        return head(allocator, firstLine, headers, body.length).writeBytes(body);
    }

    static ByteBuf chunk(ByteBufAllocator allocator, byte[] data) {
        ByteBuf buffer = allocator.directBuffer(data.length + 12);
        latin1(buffer, Integer.toHexString(data.length)).writeBytes(CRLF);
        return buffer.writeBytes(data).writeBytes(CRLF);
    }

    static ByteBuf lastChunk(ByteBufAllocator allocator) {
        return allocator.directBuffer(LAST_CHUNK.length).writeBytes(LAST_CHUNK);
    }

    /** A line end within a field would make two fields of it: none gets out, whoever put it in. */
    private static ByteBuf latin1(ByteBuf buffer, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            buffer.writeByte((c < ' ' && c != '\t') || c == 0x7f ? ' ' : c > 0xff ? '?' : c);
        }
        return buffer;
    }

    static boolean isGzip(Headers headers) {
        String encoding = headers.first("Content-Encoding");
        return encoding != null
                && (encoding.trim().equalsIgnoreCase("gzip") || encoding.trim().equalsIgnoreCase("x-gzip"));
    }

    /** Whether an Accept-Encoding of this value takes gzip: named, or by "*", and not with a weight of 0. */
    static boolean acceptsGzip(String acceptEncoding) {
        for (String part : acceptEncoding.toLowerCase(Locale.ROOT).split(",")) {
            String[] codingAndWeight = part.trim().split("\\s*;\\s*", 2);
            boolean named = codingAndWeight[0].equals("gzip") || codingAndWeight[0].equals("*");
            if (named && !(codingAndWeight.length == 2 && codingAndWeight[1].matches("q\\s*=\\s*0(\\.0*)?"))) {
                return true;
            }
        }
        return false;
    }

    static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(plain.length / 4 + 64);
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /**
     * Unpacks, but for at most one byte more than the limit: a result longer than the limit is one that breaks it.
     *
     * @throws IOException if it is not gzip, or cut short
     */
    static byte[] gunzip(byte[] packed, int limit) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed), 8 << 10)) {
            return in.readNBytes(limit == Integer.MAX_VALUE ? limit : limit + 1);
        }
    }

    /** A duration for a timer: one too long to count in nanoseconds is as good as for ever. */
    static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofDays(36_500)) > 0 ? Long.MAX_VALUE / 4 : duration.toNanos();
    }

    static Duration positive(Duration duration, String name) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException(name + " must be positive: " + duration);
        }
        return duration;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
