package io.mesosframework.scheduler.application;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Applications in JSON or YAML: one object, or an array of them. A document whose name ends in {@code .yaml} or {@code .yml} is read
 * as YAML, without anchors and aliases; all others are JSON. The fields are those of the JSON Schema that stands beside this class
 * as {@code application.schema.json}. Reading is strict, as a field that is misspelt or not yet supported must not be lost
 * silently, and it finds every fault of a document, not only the first.
 */
public final class ApplicationJson {

    /** The longest document that is read, in bytes: 1 MiB. */
    public static final int MAX_SIZE = 1 << 20;

    /** The JSON Schema (2020-12) of a document, as a resource beside this class. */
    public static final String SCHEMA = "application.schema.json";

    private static final int MOST_PROBLEMS = 100;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private ApplicationJson() {}

    /**
     * The applications of a document, in its order.
     *
     * @param source its name for messages, such as the file's
     * @throws InvalidApplicationsException with all that is wrong, up to 100 faults
     */
    public static List<Application> parse(String text, String source) {
        Reading reading = new Reading();
        reading.document(source, problems -> text);
        return reading.result();
    }

    /** The same from UTF-8 bytes. */
    public static List<Application> parse(byte[] utf8, String source) {
        return parseAll(Map.of(source, utf8));
    }

    /**
     * The applications of a file, which is YAML where its name ends in {@code .yaml} or {@code .yml}.
     *
     * @throws InvalidApplicationsException with all that is wrong, up to 100 faults
     * @throws IOException if the file cannot be read; its message says which and why
     */
    public static List<Application> read(Path file) throws IOException {
        try {
            return parse(Files.readAllBytes(file), file.toString());
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": there is no such file", e);
        } catch (AccessDeniedException e) {
            throw new IOException(file + ": cannot be read: permission denied", e);
        }
    }

    /**
     * The applications of several documents, whose names must differ across all of them.
     *
     * @param documents UTF-8 bytes by the document's name for messages; read in the map's order
     * @throws InvalidApplicationsException with all that is wrong in any of them, up to 100 faults
     */
    public static List<Application> parseAll(Map<String, byte[]> documents) {
        Reading reading = new Reading();
        documents.forEach((source, utf8) -> reading.document(source, problems -> JsonTree.decode(utf8, problems)));
        return reading.result();
    }

    /** The JSON object of an application, on one line, with every default spelled out; {@link #parse} gives an equal one back. */
    public static String write(Application application) {
        return MAPPER.writeValueAsString(ApplicationWriter.write(application));
    }

    /** The same in UTF-8 bytes. */
    public static byte[] writeBytes(Application application) {
        return write(application).getBytes(StandardCharsets.UTF_8);
    }

    private interface Text {
        @Nullable
        String read(Problems problems);
    }

    /** What has been found so far in the documents that belong together. */
    private static final class Reading {

        private final List<Application> applications = new ArrayList<>();
        private final List<Problem> faults = new ArrayList<>();
        private final Map<String, String> places = new HashMap<>();

        void document(String source, Text text) {
            Problems problems = new Problems();
            String json = text.read(problems);
            JsonNode root = json == null ? null : JsonTree.read(json, JsonTree.Format.of(source), problems);
            if (root != null && root.isArray()) {
                array(source, root, problems);
            } else if (root != null) {
                application(source, root, "", problems);
            }
            problems.asList().forEach(problem -> faults.add(problem.in(source)));
        }

        private void array(String source, JsonNode array, Problems problems) {
            if (array.isEmpty()) {
                problems.add("", "holds no application: the array is empty");
            }
            for (int i = 0; i < array.size(); i++) {
                application(source, array.get(i), Paths.index("", i), problems);
            }
        }

        private void application(String source, JsonNode node, String path, Problems problems) {
            Application application = new ApplicationReader(problems).read(node, path);
            if (application != null) {
                applications.add(application);
            }
            JsonNode name = node.get("name");
            if (name != null && name.isString()) {
                String place = source + (path.isEmpty() ? "" : " " + path);
                String first = places.putIfAbsent(name.stringValue(), place.strip());
                if (first != null) {
                    problems.add(
                            Paths.field(path, "name"),
                            Texts.quoted(name.stringValue()) + " is the name of another application too, in " + first);
                }
            }
        }

        List<Application> result() {
            if (faults.size() > MOST_PROBLEMS) {
                List<Problem> first = new ArrayList<>(faults.subList(0, MOST_PROBLEMS));
                first.add(new Problem("", "and " + (faults.size() - MOST_PROBLEMS) + " more problems"));
                throw new InvalidApplicationsException(first);
            }
            if (!faults.isEmpty()) {
                throw new InvalidApplicationsException(faults);
            }
            return List.copyOf(applications);
        }
    }
}
