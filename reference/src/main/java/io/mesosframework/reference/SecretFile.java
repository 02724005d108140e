package io.mesosframework.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that hold one secret, which then stands neither on the line nor in the environment. */
final class SecretFile {

    private SecretFile() {}

    /**
     * What it holds, without the white space around it.
     *
     * @param flag that names the file
     * @throws BadInputException if it cannot be read
     */
    static String read(String flag, Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new BadInputException(flag + " " + file + ": " + Words.why(e));
        }
    }
}
