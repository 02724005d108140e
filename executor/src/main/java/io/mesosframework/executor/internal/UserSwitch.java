package io.mesosframework.executor.internal;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs processes as another user, which only root can; uses util-linux' setpriv or runuser. */
final class UserSwitch {

    /** Only setpriv leaves no process of its own behind, but it must be told the group. */
    private static final String SETPRIV_SCRIPT = "user=$0; setpriv=$1; shift; group=$(id -g -- \"$user\") || exit 125; "
            + "exec \"$setpriv\" --reuid=\"$user\" --regid=\"$group\" --init-groups -- \"$@\"";

    private final Optional<Path> setpriv = Programs.find("setpriv");
    private final Optional<Path> runuser = Programs.find("runuser");

    /** Whether this JVM may become somebody else. */
    static boolean isRoot() {
        try {
            return Objects.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"), 0);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return "root".equals(System.getProperty("user.name"));
        }
    }

    /**
     * The words to put before a command line so that it runs as this user; none if that is who we are.
     *
     * @throws StartException if there is no such user, or we cannot become it
     */
    List<String> prefix(String user) {
        UserPrincipal wanted = lookUp(user);
        if (wanted.equals(ourselves())) {
            return List.of();
        }
        if (!isRoot()) {
            throw new StartException("Cannot run as user '" + user + "': the executor runs as '"
                    + System.getProperty("user.name") + "', and only root can switch users");
        }
        if (setpriv.isPresent()) {
            return List.of("/bin/sh", "-c", SETPRIV_SCRIPT, user, setpriv.get().toString());
        }
        if (runuser.isPresent()) {
            return List.of(runuser.get().toString(), "-u", user, "--");
        }
        throw new StartException(
                "Cannot run as user '" + user + "': neither setpriv nor runuser is installed (package util-linux)");
    }

    /** Gives a directory and all in it to this user, links not followed. */
    void giveAway(Path directory, String user) {
        UserPrincipal owner = lookUp(user);
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
                    return give(path);
                }

                @Override
                public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                    return give(path);
                }

                private FileVisitResult give(Path path) throws IOException {
                    Files.getFileAttributeView(path, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                            .setOwner(owner);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new StartException("Cannot give the sandbox " + directory + " to user '" + user + "': " + e, e);
        }
    }

    private static UserPrincipal lookUp(String user) {
        try {
            return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(user);
        } catch (UserPrincipalNotFoundException e) {
            throw new StartException("Cannot run as user '" + user + "': there is no such user on this machine", e);
        } catch (IOException | UnsupportedOperationException e) {
            throw new StartException("Cannot run as user '" + user + "': " + e, e);
        }
    }

    private static @Nullable UserPrincipal ourselves() {
        try {
            Path self = Path.of("/proc/self");
            return Files.exists(self)
                    ? Files.getOwner(self)
                    : FileSystems.getDefault()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName(System.getProperty("user.name"));
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }
}
