package io.mesosframework.scheduler.application;

import java.util.Arrays;
import java.util.Optional;

/**
 * A file that Mesos' fetcher puts into the sandbox before the command starts.
 *
 * @param uri an address or an absolute path on the agent
 * @param extract whether an archive is unpacked; true by default, and without effect on an executable
 * @param executable whether the file is made executable; false by default
 * @param cache whether the agent keeps it for later tasks; false by default
 * @param outputFile its path in the sandbox, relative; the last part of the address when empty
 */
public record Uri(String uri, boolean extract, boolean executable, boolean cache, Optional<String> outputFile) {

    /** @throws InvalidApplicationsException if the address or the output file is one that Mesos would refuse */
    public Uri {
        Problems problems = new Problems();
        problems.check("uri", Rules.fetchable(uri));
        outputFile.ifPresent(file -> checkOutput(problems, file));
        problems.throwIfAny();
    }

    /** A file to fetch, unpacked if it is an archive. */
    public static Uri of(String uri) {
        return new Uri(uri, true, false, false, Optional.empty());
    }

    /** A program to fetch. */
    public static Uri executable(String uri) {
        return new Uri(uri, true, true, false, Optional.empty());
    }

    /** The path in the sandbox of the file fetched: the output file, else the last part of the address. */
    public String fileName() {
        if (outputFile.isPresent()) {
            return outputFile.get();
        }
        String path = uri.replaceFirst("^[A-Za-z][A-Za-z0-9+.-]*://[^/]*", "").replaceFirst("[?#].*$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static void checkOutput(Problems problems, String file) {
        problems.check("output_file", Rules.fetchable(file));
        if (file.startsWith("/") || Arrays.asList(file.split("/", -1)).contains("..")) {
            problems.add("output_file", "must be a path inside the sandbox, is " + Texts.quoted(file));
        }
    }
}
