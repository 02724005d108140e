package io.mesosframework.reference;

import io.mesosframework.scheduler.application.Application;
import io.mesosframework.scheduler.application.ApplicationJson;
import io.mesosframework.scheduler.application.InvalidApplicationsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Reads application files, and names all that is wrong in all of them at once. */
final class ApplicationFiles {

    private ApplicationFiles() {}

    /** @param roles those of the framework: an application can have no other */
    static List<Application> read(List<Path> files, List<String> roles) {
        return read(files, roles::contains);
    }

    /** Where somebody else knows the framework's roles. */
    static List<Application> readAnyRole(List<Path> files) {
        return read(files, role -> true);
    }

    private static List<Application> read(List<Path> files, Predicate<String> roles) {
        List<Application> applications = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        Map<String, Path> homes = new HashMap<>();
        for (Path file : files) {
            try {
                for (Application application : ApplicationJson.parse(bytes(file), file.toString())) {
                    Path earlier = homes.putIfAbsent(application.name(), file);
                    if (earlier != null) {
                        problems.add(file + ": application '" + application.name() + "' stands in " + earlier + " too");
                    }
                    application
                            .resources()
                            .role()
                            .filter(role -> !roles.test(role))
                            .ifPresent(role -> problems.add(file + ": " + application.name()
                                    + ": resources.role: the framework has no role '" + role
                                    + "': name it with --roles"));
                    applications.add(application);
                }
            } catch (InvalidApplicationsException e) {
                e.problems().forEach(problem -> problems.add(file + ": " + problem));
            } catch (IOException e) {
                problems.add(file + ": " + Words.why(e));
            }
        }
        if (!problems.isEmpty()) {
            throw new BadInputException(problems);
        }
        return applications;
    }

    /** No more of it than shows that it is too long: what is named may have no end. */
    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(ApplicationJson.MAX_SIZE + 1);
        }
    }
}
