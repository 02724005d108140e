package io.mesosframework.scheduler.application;

/**
 * One fault of an application's description.
 *
 * @param source where the description came from, such as a file name; empty when it was made in code
 * @param path where in it, as a JSON path such as {@code [1].resources.cpu}, {@code command.uris[0].uri} or {@code labels["a
 *     b"]}; empty for the document as a whole
 * @param message what is wrong and what would be right, without source and path
 */
public record Problem(String source, String path, String message) {

    /** A fault of something made in code. */
    public Problem(String path, String message) {
        this("", path, message);
    }

    /** The same fault seen from the value that encloses it. */
    Problem below(String prefix) {
        return new Problem(source, Paths.join(prefix, path), message);
    }

    /** The same fault in a document of that name. */
    Problem in(String document) {
        return new Problem(document, path, message);
    }

    /** Path and message. */
    @Override
    public String toString() {
        return path.isEmpty() ? message : path + ": " + message;
    }
}
