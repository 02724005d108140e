package io.mesosframework.client.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.mesosframework.client.GoldenExchange;
import io.mesosframework.client.recordio.RecordDecoder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real Mesos' own bytes through both codecs. */
class GoldenCodecTest {

    static Stream<GoldenExchange> streams() {
        return GoldenExchange.all().stream()
                .filter(exchange -> exchange.status() == 200)
                .filter(exchange -> exchange.answerHeaders().containsKey("transfer-encoding"))
                .filter(exchange -> exchange.requestLine().contains("/api/v1/"));
    }

    static Stream<GoldenExchange> callsThatWereTaken() {
        return GoldenExchange.all().stream()
                .filter(exchange ->
                        exchange.status() == 202 || exchange.toString().endsWith("01-subscribe.http"));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void whatMesosWroteIsWrittenAgainByteForByte(GoldenExchange exchange) {
        Codec codec = codec(exchange.answerHeaders().get("content-type"));
        Message prototype = exchange.requestLine().contains("executor")
                ? io.mesosframework.protocol.executor.Event.getDefaultInstance()
                : io.mesosframework.protocol.scheduler.Event.getDefaultInstance();

        for (byte[] record : records(exchange)) {
            Message event = codec.decode(record, prototype);

            assertThat(event.getUnknownFields().asMap()).isEmpty();
            assertThat(shown(codec, codec.encode(event))).isEqualTo(shown(codec, record));
            assertThat(codec.decode(codec.encode(event), prototype)).isEqualTo(event);
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void mesosPutsOneRecordIntoOneChunk(GoldenExchange exchange) {
        List<byte[]> records = records(exchange);

        assertThat(records).isNotEmpty().hasSameSizeAs(exchange.answerChunks());
    }

    @ParameterizedTest
    @MethodSource("callsThatWereTaken")
    void callsThatMesosTookAreReadAndComeBack(GoldenExchange exchange) {
        Codec codec = codec(exchange.requestHeaders().get("content-type"));
        Message prototype = exchange.requestLine().contains("executor")
                ? io.mesosframework.protocol.executor.Call.getDefaultInstance()
                : io.mesosframework.protocol.scheduler.Call.getDefaultInstance();

        Message call = codec.decode(exchange.requestBody(), prototype);

        // Not the call itself: JSON adds the defaults that it did not name.
        Message back = Codec.JSON.decode(Codec.JSON.encode(call), prototype);
        assertThat(Codec.JSON.encode(back)).isEqualTo(Codec.JSON.encode(call));
        assertThat(Codec.PROTOBUF.decode(Codec.PROTOBUF.encode(call), prototype))
                .isEqualTo(call);
    }

    @ParameterizedTest
    @ValueSource(strings = {"400-json-required-field", "400-json-syntax", "400-protobuf-garbage"})
    void whatMesosCouldNotReadIsRefusedInItsOwnWords(String name) {
        GoldenExchange exchange = GoldenExchange.read("refused/" + name + ".http");
        String words = new String(exchange.answerChunks().get(0), UTF_8);

        assertThatThrownBy(() -> codec(exchange.requestHeaders().get("content-type"))
                        .decode(exchange.requestBody(), io.mesosframework.protocol.scheduler.Call.getDefaultInstance()))
                .isInstanceOfSatisfying(
                        CodecException.class, e -> assertThat(e.reason()).isEqualTo(words));
    }

    private static Codec codec(@Nullable String mediaType) {
        return Codec.ofMediaType(String.valueOf(mediaType)).orElseThrow();
    }

    private static List<byte[]> records(GoldenExchange exchange) {
        RecordDecoder decoder = new RecordDecoder();
        List<byte[]> records = new ArrayList<>();
        for (byte[] chunk : exchange.answerChunks()) {
            decoder.feed(
                    ByteBuffer.wrap(chunk),
                    (buffer, offset, length) -> records.add(Arrays.copyOfRange(buffer, offset, offset + length)));
        }
        decoder.end();
        return records;
    }

    /** Of the two 17-digit texts that a time may have, Mesos does not always choose the one that Java does. */
    private static String shown(Codec codec, byte[] bytes) {
        return codec == Codec.JSON
                ? new String(bytes, UTF_8).replaceAll("\"timestamp\":[0-9]{10}\\.[0-9]+", "\"timestamp\":0")
                : Arrays.toString(bytes);
    }
}
