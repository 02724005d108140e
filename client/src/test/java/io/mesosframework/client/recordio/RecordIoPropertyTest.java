package io.mesosframework.client.recordio;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosframework.client.recordio.RecordException.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random streams, each from a seed that the test's name shows. */
class RecordIoPropertyTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void whatIsFramedComesBackHoweverItIsCut(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 50; round++) {
            List<byte[]> payloads = randomPayloads(random, round % 10 == 0 ? 700_000 : 300);
            RecordDecoder decoder = new RecordDecoder();

            List<byte[]> decoded = decode(decoder, join(payloads), random);

            decoder.end();
            assertThat(decoded).usingElementComparator(Arrays::compare).containsExactlyElementsOf(payloads);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void everyPrefixEndsCleanOnlyBetweenRecords(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<byte[]> payloads = randomPayloads(random, 40);
        byte[] stream = join(payloads);
        List<Integer> boundaries = new ArrayList<>(List.of(0));
        for (byte[] payload : payloads) {
            boundaries.add(boundaries.get(boundaries.size() - 1) + RecordEncoder.frame(payload).length);
        }

        for (int cut = 0; cut <= stream.length; cut++) {
            RecordDecoder decoder = new RecordDecoder();
            List<byte[]> decoded = decode(decoder, Arrays.copyOf(stream, cut), random);

            @Nullable RecordException end = endOf(decoder);
            int whole = wholeRecords(boundaries, cut);
            assertThat(end == null).as("clean at %d", cut).isEqualTo(boundaries.contains(cut));
            assertThat(decoded).hasSize(whole);
            if (end != null) {
                assertThat(end.kind()).isEqualTo(Kind.TRUNCATED);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void garbageGivesTypedErrorsThatDoNotDependOnTheCuts(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 500; round++) {
            byte[] garbage = round % 2 == 0 ? randomBytes(random, 60) : damaged(random);

            Outcome whole = outcome(garbage, random, false);
            Outcome cut = outcome(garbage, random, true);

            assertThat(cut).isEqualTo(whole);
        }
    }

    private record Outcome(List<String> records, @Nullable Kind kind) {}

    private static Outcome outcome(byte[] stream, SplittableRandom random, boolean cut) {
        RecordDecoder decoder = new RecordDecoder(5_000);
        List<String> records = new ArrayList<>();
        RecordSink sink = (buffer, offset, length) ->
                records.add(Arrays.toString(Arrays.copyOfRange(buffer, offset, offset + length)));
        try {
            for (ByteBuffer chunk : cut ? chunks(stream, random) : List.of(ByteBuffer.wrap(stream))) {
                decoder.feed(chunk, sink);
            }
            decoder.end();
            return new Outcome(records, null);
        } catch (RecordException e) {
            assertThat(endOf(decoder)).isSameAs(e);
            return new Outcome(records, e.kind());
        }
    }

    private static @Nullable RecordException endOf(RecordDecoder decoder) {
        try {
            decoder.end();
            return null;
        } catch (RecordException e) {
            return e;
        }
    }

    /** Keeps what it is handed without copying, so that a reused array would show. */
    private static List<byte[]> decode(RecordDecoder decoder, byte[] stream, SplittableRandom random) {
        List<ByteBuffer> slices = new ArrayList<>();
        for (ByteBuffer chunk : chunks(stream, random)) {
            decoder.feed(chunk, (buffer, offset, length) -> slices.add(ByteBuffer.wrap(buffer, offset, length)));
            assertThat(chunk.hasRemaining()).isFalse();
            if (!chunk.hasArray() && !chunk.isReadOnly()) {
                chunk.clear().put(new byte[chunk.capacity()]);
            }
        }
        return slices.stream().map(RecordIoPropertyTest::bytes).toList();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static List<ByteBuffer> chunks(byte[] stream, SplittableRandom random) {
        int longest = 1 + stream.length / 2000 + (1 << random.nextInt(18));
        List<ByteBuffer> chunks = new ArrayList<>();
        for (int at = 0; at < stream.length; ) {
            int size = Math.min(stream.length - at, random.nextInt(longest + 1));
            byte[] part = Arrays.copyOfRange(stream, at, at + size);
            chunks.add(
                    switch (random.nextInt(4)) {
                        case 0 -> ByteBuffer.allocateDirect(size).put(part).flip();
                        case 1 -> ByteBuffer.wrap(part).asReadOnlyBuffer();
                        case 2 ->
                            ByteBuffer.allocate(size + 7)
                                    .position(7)
                                    .slice()
                                    .put(part)
                                    .flip();
                        default -> ByteBuffer.wrap(part);
                    });
            at += size;
        }
        return chunks;
    }

    private static List<byte[]> randomPayloads(SplittableRandom random, int longest) {
        List<byte[]> payloads = new ArrayList<>();
        int count = random.nextInt(longest > 10_000 ? 3 : 20);
        for (int i = 0; i < count; i++) {
            payloads.add(randomBytes(random, longest));
        }
        return payloads;
    }

    private static byte[] randomBytes(SplittableRandom random, int longest) {
        byte[] bytes = new byte[random.nextInt(longest + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A well framed stream with some of its bytes changed, most often to what occurs in lengths. */
    private static byte[] damaged(SplittableRandom random) {
        byte[] stream = join(randomPayloads(random, 40));
        for (int i = 0; i < 3 && stream.length > 0; i++) {
            stream[random.nextInt(stream.length)] = (byte) "0123456789\n\r -+x".charAt(random.nextInt(16));
        }
        return stream;
    }

    private static byte[] join(List<byte[]> payloads) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        payloads.forEach(payload -> stream.writeBytes(RecordEncoder.frame(payload)));
        return stream.toByteArray();
    }

    private static int wholeRecords(List<Integer> boundaries, int cut) {
        return (int) boundaries.stream().filter(end -> end > 0 && end <= cut).count();
    }
}
