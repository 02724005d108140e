package io.mesosframework.embedded.internal.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Unpacks what Mesos unpacks, by the name of the file: tar in its compressions, zip, gz. */
final class Archives {

    private static final long LIMIT_SECONDS = 60;

    private Archives() {}

    /** Whether the name is that of an archive, which then is unpacked. */
    static boolean extract(Path archive, String name, Path sandbox) throws IOException, InterruptedException {
        if (name.matches(".*\\.(tar|tgz|tar\\.gz|tbz2|tar\\.bz2|txz|tar\\.xz)")) {
            untar(archive, sandbox);
        } else if (name.endsWith(".gz")) {
            try (InputStream in = new GZIPInputStream(Files.newInputStream(archive))) {
                Files.copy(
                        in,
                        sandbox.resolve(name.substring(0, name.length() - ".gz".length())),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } else if (name.endsWith(".zip")) {
            unzip(archive, sandbox);
        } else {
            return false;
        }
        return true;
    }

    private static void untar(Path archive, Path sandbox) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of("tar", "-C", sandbox.toString(), "-xf", archive.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        sandbox.resolve("stderr").toFile()))
                .start();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("unpacking took longer than a minute");
        }
        if (process.exitValue() != 0) {
            throw new IOException("tar ended with status " + process.exitValue());
        }
    }

    private static void unzip(Path archive, Path sandbox) throws IOException {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(archive))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path target = sandbox.resolve(entry.getName()).normalize();
                if (!target.startsWith(sandbox)) {
                    throw new IOException("the archive's '" + entry.getName() + "' does not lie in the sandbox");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Path parent = target.getParent();
                    if (parent != null) {
                        Files.createDirectories(parent);
                    }
                    Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
