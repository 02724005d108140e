package io.mesosframework.scheduler.application;

/**
 * One fault of an application's description.
 *
 * @param path where it is, as a JSON path such as {@code [1].resources.cpu}, {@code command.uris[0].uri} or {@code
 *     labels["a b"]}; empty for the document as a whole
 * @param message what is wrong and what would be right, without the path
 */
public record Problem(String path, String message) {

    /** The same fault seen from the value that encloses it. */
    Problem below(String prefix) {
        return new Problem(Paths.join(prefix, path), message);
    }

    @Override
    public String toString() {
        return path.isEmpty() ? message : path + ": " + message;
    }
}
