import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes the descriptors embedded in an official Mesos release as one descriptor set for {@code protoc}.
 *
 * <p>The generated classes of the release carry the descriptors of the files they were made from. They are read
 * through the protobuf runtime that the release was built for, in a class loader of its own; what comes out is the
 * same files with two Java options changed: the Java package, and one Java file a message.
 *
 * <p>Usage: {@code java DumpDescriptors.java DIRECTORY_OF_JARS OUTPUT}. The output is left untouched when it would
 * not change, so that nothing after it is built again.
 */
public final class DumpDescriptors {

    private static final String OFFICIAL = "org.apache.mesos.v1.";
    private static final String OURS = "io.mesosframework.protocol";

    /** The outer classes of the V1 messages, by their package below {@link #OFFICIAL}. */
    private static final List<String> OUTER_CLASSES = List.of(
            "Protos",
            "scheduler.Protos",
            "executor.Protos",
            "master.Protos",
            "agent.Protos",
            "maintenance.Protos",
            "quota.Protos",
            "allocator.Protos",
            "resource_provider.Protos");

    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        if (args.length != 2) {
            throw new IllegalArgumentException("usage: DumpDescriptors.java DIRECTORY_OF_JARS OUTPUT");
        }
        byte[] descriptorSet = read(jarsIn(Path.of(args[0])));
        Path output = Path.of(args[1]);
        if (!Files.exists(output) || !Arrays.equals(Files.readAllBytes(output), descriptorSet)) {
            Files.write(output, descriptorSet);
        }
    }

    private static byte[] read(URL[] jars) throws IOException, ReflectiveOperationException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (URLClassLoader release = new URLClassLoader(jars, ClassLoader.getPlatformClassLoader())) {
            for (String outer : OUTER_CLASSES) {
                Object file = release.loadClass(OFFICIAL + outer)
                        .getMethod("getDescriptor")
                        .invoke(null);
                addWithDependencies(file, files);
            }
        }
        ByteArrayOutputStream set = new ByteArrayOutputStream();
        files.values().forEach(file -> writeField(set, 1, file));
        return set.toByteArray();
    }

    /** Adds what a file imports before the file itself, as protoc wants it. */
    private static void addWithDependencies(Object file, Map<String, byte[]> files)
            throws ReflectiveOperationException {
        String name = (String) call(file, "getName");
        if (files.containsKey(name)) {
            return;
        }
        for (Object dependency : (List<?>) call(file, "getDependencies")) {
            addWithDependencies(dependency, files);
        }
        byte[] proto = (byte[]) call(call(file, "toProto"), "toByteArray");
        String protoPackage = (String) call(file, "getPackage");
        files.put(name, name.startsWith("google/") ? proto : withJavaOptions(proto, protoPackage));
    }

    /**
     * Protobuf merges a message that occurs twice, so options appended to a file's bytes override those before them:
     * field 8 of FileDescriptorProto is its options, field 1 of these java_package, field 10 java_multiple_files.
     */
    private static byte[] withJavaOptions(byte[] fileDescriptor, String protoPackage) {
        String javaPackage = OURS + protoPackage.replaceFirst("^mesos\\.v1", "");
        ByteArrayOutputStream options = new ByteArrayOutputStream();
        writeField(options, 1, javaPackage.getBytes(StandardCharsets.UTF_8));
        options.write(10 << 3);
        options.write(1);
        ByteArrayOutputStream edited = new ByteArrayOutputStream();
        edited.writeBytes(fileDescriptor);
        writeField(edited, 8, options.toByteArray());
        return edited.toByteArray();
    }

    /** One length-delimited field of the protobuf wire format. */
    private static void writeField(ByteArrayOutputStream out, int number, byte[] value) {
        out.write(number << 3 | 2);
        int length = value.length;
        while (length > 0x7f) {
            out.write(length & 0x7f | 0x80);
            length >>>= 7;
        }
        out.write(length);
        out.writeBytes(value);
    }

    private static Object call(Object target, String method) throws ReflectiveOperationException {
        try {
            return target.getClass().getMethod(method).invoke(target);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(target.getClass().getName() + "." + method + " failed", e.getCause());
        }
    }

    private static URL[] jarsIn(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> entry.toString().endsWith(".jar"))
                    .sorted()
                    .map(DumpDescriptors::url)
                    .toArray(URL[]::new);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
