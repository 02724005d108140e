package io.mesosframework.benchmarks.micro;

import io.mesosframework.client.recordio.RecordDecoder;
import io.mesosframework.client.recordio.RecordEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.runner.RunnerException;

/** Finding the records of a stream, without parsing them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RecordDecoding {

    public static final String PART = "RecordDecoder alone (JMH), records of 600 bytes";

    private static final int RECORDS = 1000;
    private static final int RECORD_BYTES = 600;

    @Param({"604", "65536", "100"})
    public int chunkBytes;

    private byte[] stream = {};

    @Setup
    public void prepare() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < RECORDS; i++) {
            all.writeBytes(RecordEncoder.frame(new byte[RECORD_BYTES]));
        }
        stream = all.toByteArray();
    }

    /** Out of direct or read-only buffers, as the network gives them: each record is copied once. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void decode(Blackhole hole) {
        RecordDecoder decoder = new RecordDecoder();
        ByteBuffer bytes = ByteBuffer.wrap(stream).asReadOnlyBuffer();
        for (int at = 0; at < stream.length; at += chunkBytes) {
            bytes.limit(Math.min(stream.length, at + chunkBytes));
            decoder.feed(bytes, (buffer, offset, length) -> hole.consume(buffer[offset]));
        }
        decoder.end();
    }

    /** Argument: iterations. */
    public static void main(String[] args) throws RunnerException {
        Jmh.run(
                RecordDecoding.class,
                Integer.parseInt(args[0]),
                PART,
                params -> "chunks of " + params.getParam("chunkBytes") + " bytes",
                "ns/record");
    }
}
