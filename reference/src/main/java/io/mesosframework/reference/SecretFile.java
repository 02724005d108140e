package io.mesosframework.reference;

import io.mesosframework.server.Access;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that hold one secret, which then stands neither on the line nor in the environment. */
final class SecretFile {

    private static final int MOST_TOKEN_BYTES = 4096;

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

    /**
     * The token that it holds.
     *
     * @param flag that names the file
     * @throws BadInputException if it cannot be read, or holds none
     */
    static String token(String flag, Path file) {
        try {
            if (Files.size(file) > MOST_TOKEN_BYTES) {
                throw new BadInputException(flag + " " + file + ": is too large to hold a token");
            }
            String token = read(flag, file);
            Access.open().token(token); // which refuses what is none
            return token;
        } catch (IllegalArgumentException e) {
            throw new BadInputException(flag + " " + file + ": " + e.getMessage());
        } catch (IOException e) {
            throw new BadInputException(flag + " " + file + ": " + Words.why(e));
        }
    }
}
