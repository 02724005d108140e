package io.mesosframework.benchmarks;

import io.mesosframework.benchmarks.Meter.Use;
import io.mesosframework.client.codec.Codec;
import io.mesosframework.protocol.scheduler.Event;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What parsing an event out of memory costs with our bindings, and with Apache's own. One way in a process, as the compiler
 * makes better code of parsers that have no rival.
 */
final class BindingsParse {

    static final String PART = "bindings: the same events parsed in memory";

    private static final String APACHE_EVENT = "org.apache.mesos.v1.scheduler.Protos$Event";

    private BindingsParse() {}

    /** Something that parses. */
    interface Way {
        Object parse(byte[] bytes) throws Throwable;
    }

    enum Kind {
        PARSE_FROM("ours, Event.parseFrom(array)"),
        CODEC("ours, Codec.PROTOBUF"),
        APACHE("Apache's own of 3.5, Event.parseFrom(array)");

        final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** Arguments: a {@link Kind}, rounds, events a round, the directory with Apache's jars. Prints "nanoseconds bytes". */
    public static void main(String[] args) throws Throwable {
        Way way = way(Kind.valueOf(args[0]), Path.of(args[3]));
        Use use = measure(way, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        System.out.println(use.cpuNanos() + " " + use.allocatedBytes());
    }

    static Use measure(Way way, int rounds, int events) throws Throwable {
        List<byte[]> records = Workload.events();
        Object[] kept = new Object[64]; // so that nobody can do without the parse
        List<Use> uses = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            Meter start = Meter.now();
            for (int i = 0; i < events; i++) {
                kept[i % kept.length] = way.parse(records.get(i % records.size()));
            }
            uses.add(Meter.now().since(start, events));
        }
        if (Arrays.stream(kept).anyMatch(Objects::isNull)) {
            throw new IllegalStateException("a parse gave nothing");
        }
        List<Use> warm = uses.subList(rounds / 2, rounds);
        return new Use(
                Numbers.median(warm, Use::cpuNanos),
                Numbers.median(warm, Use::wallNanos),
                Numbers.median(warm, Use::allocatedBytes));
    }

    static Way way(Kind kind, Path apacheJars) throws IOException, ReflectiveOperationException {
        return switch (kind) {
            case PARSE_FROM -> bytes -> Event.parseFrom(bytes);
            case CODEC -> bytes -> Codec.PROTOBUF.decode(bytes, Event.getDefaultInstance());
            case APACHE -> apache(apacheJars);
        };
    }

    /** Apache's classes with the protobuf that they were made for, in a class loader of their own. */
    private static Way apache(Path jars) throws IOException, ReflectiveOperationException {
        URL[] urls;
        try (Stream<Path> files = Files.list(jars)) {
            urls = files.filter(file -> file.toString().endsWith(".jar"))
                    .map(BindingsParse::url)
                    .toArray(URL[]::new);
        }
        ClassLoader apart = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
        Class<?> event = apart.loadClass(APACHE_EVENT);
        MethodHandle parse = MethodHandles.publicLookup()
                .findStatic(event, "parseFrom", MethodType.methodType(event, byte[].class))
                .asType(MethodType.methodType(Object.class, byte[].class));
        return bytes -> (Object) parse.invokeExact(bytes);
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(jar.toString(), e);
        }
    }
}
