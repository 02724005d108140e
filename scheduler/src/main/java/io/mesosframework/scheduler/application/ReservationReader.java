package io.mesosframework.scheduler.application;

import java.util.Optional;

/** What an application keeps for its slots: {@code reserve}, and of the disk {@code persistence} and {@code volume}. */
final class ReservationReader {

    private final Problems problems;

    ReservationReader(Problems problems) {
        this.problems = problems;
    }

    Reservation read(Fields resources, Optional<Fields> disk) {
        Optional<Boolean> reserve = resources.flag("reserve");
        Optional<PersistentVolume> volume = disk.flatMap(this::volume);
        boolean persistent = disk.filter(of -> of.has("persistence")).isPresent();
        if (persistent && reserve.isPresent() && !reserve.get()) {
            resources.problem(
                    "reserve", "must be true or left out: a slot with a persistent volume keeps all that it takes");
        }
        return new Reservation(reserve.orElse(false), volume);
    }

    private Optional<PersistentVolume> volume(Fields disk) {
        Optional<Fields> persistence = disk.object("persistence", Vocabulary.PERSISTENCE);
        Optional<Fields> mount = disk.object("volume", Vocabulary.PERSISTENT_VOLUME);
        if (disk.has("persistence") && !disk.has("volume")) {
            disk.problem("volume", "is missing: it says where the persistent volume is mounted");
        } else if (disk.has("volume") && !disk.has("persistence")) {
            disk.problem("persistence", "is missing: without it there is no volume to mount");
        }
        persistence.ifPresent(of -> of.require("id"));
        mount.ifPresent(of -> of.require("container_path"));
        Optional<String> id = persistence.flatMap(of -> of.text("id"));
        Optional<String> principal = persistence.flatMap(this::principal);
        Optional<String> path = mount.flatMap(of -> of.text("container_path"));
        Volume.Mode mode = mount.flatMap(of -> of.word("mode", Volume.Mode.values(), Volume.Mode::text))
                .orElse(Volume.Mode.RW);
        if (id.isEmpty() && path.isEmpty()) {
            return Optional.empty();
        }
        // What is missing is told above; the rest is checked all the same.
        return Optional.ofNullable(problems.make(
                disk.path(), () -> new PersistentVolume(id.orElse("any"), principal, path.orElse("any"), mode)));
    }

    /** The older library spelled it otherwise. */
    private Optional<String> principal(Fields persistence) {
        if (persistence.has("principal") && persistence.has("principle")) {
            persistence.problem("principle", "is another word for principal: give one of them");
        }
        return persistence.text("principal").or(() -> persistence.text("principle"));
    }
}
