package io.mesosframework.client.messages;

import io.mesosframework.protocol.ExecutorInfo;
import io.mesosframework.protocol.Filters;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OperationID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.DiskInfo;
import io.mesosframework.protocol.Resource.ReservationInfo;
import io.mesosframework.protocol.TaskGroupInfo;
import io.mesosframework.protocol.TaskInfo;
import io.mesosframework.protocol.Volume;
import io.mesosframework.resources.Resources;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** What can be done with offers, for {@code accept}, and for how long offers are refused. */
public final class Operations {

    private Operations() {}

    /** Launches tasks, each alone. */
    public static Offer.Operation launch(TaskInfo... tasks) {
        return launch(List.of(tasks));
    }

    /** Launches tasks, each alone; at least one, and each with a command or an executor. */
    public static Offer.Operation launch(Collection<TaskInfo> tasks) {
        requireSome(tasks);
        for (TaskInfo task : tasks) {
            if (task.hasCommand() == task.hasExecutor()) {
                throw new IllegalArgumentException(
                        "Task " + task.getTaskId().getValue() + " needs a command or an executor, and not both");
            }
        }
        return of(Offer.Operation.Type.LAUNCH)
                .setLaunch(Offer.Operation.Launch.newBuilder().addAllTaskInfos(tasks))
                .build();
    }

    /** Launches tasks together in one executor: that of {@link Tasks#defaultExecutor}, or one's own that knows groups. */
    public static Offer.Operation launchGroup(ExecutorInfo executor, Collection<TaskInfo> tasks) {
        requireSome(tasks);
        return of(Offer.Operation.Type.LAUNCH_GROUP)
                .setLaunchGroup(Offer.Operation.LaunchGroup.newBuilder()
                        .setExecutor(executor)
                        .setTaskGroup(TaskGroupInfo.newBuilder().addAllTasks(tasks)))
                .build();
    }

    private static void requireSome(Collection<TaskInfo> tasks) {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("There is no task to launch");
        }
    }

    /**
     * Reserves resources for a role on top of the reservations that they have.
     *
     * @param resources as they are to be offered to the role from then on: see {@link #reserved}
     * @throws IllegalArgumentException if there are none, or one is not reserved dynamically
     */
    public static Offer.Operation reserve(Resources resources) {
        return of(Offer.Operation.Type.RESERVE)
                .setReserve(Offer.Operation.Reserve.newBuilder().addAllResources(dynamic("RESERVE", resources)))
                .build();
    }

    /** Gives up the topmost reservation of resources, each of which is reserved dynamically. */
    public static Offer.Operation unreserve(Resources resources) {
        return of(Offer.Operation.Type.UNRESERVE)
                .setUnreserve(Offer.Operation.Unreserve.newBuilder().addAllResources(dynamic("UNRESERVE", resources)))
                .build();
    }

    private static List<Resource> dynamic(String what, Resources resources) {
        List<Resource> list = Checks.some(what, resources).asList();
        for (Resource resource : list) {
            int count = resource.getReservationsCount();
            if (count == 0 || resource.getReservations(count - 1).getType() != ReservationInfo.Type.DYNAMIC) {
                throw new IllegalArgumentException(
                        what + " takes what is reserved dynamically, not " + Resources.toText(resource));
            }
        }
        return list;
    }

    /** The resources with a dynamic reservation for a role, other than {@code *}, on top. */
    public static Resources reserved(Resources resources, String role) {
        return reserved(resources, ReservationInfo.newBuilder().setRole(role));
    }

    /** As {@link #reserved(Resources, String)}, by the framework's principal: Mesos wants it where the framework has one (PROTOCOL B93). */
    public static Resources reserved(Resources resources, String role, String principal) {
        return reserved(
                resources,
                ReservationInfo.newBuilder().setRole(role).setPrincipal(Checks.filled("The principal", principal)));
    }

    private static Resources reserved(Resources resources, ReservationInfo.Builder reservation) {
        if (Checks.filled("The role", reservation.getRole()).equals("*")) {
            throw new IllegalArgumentException("Nothing can be reserved for role *");
        }
        return resources.pushReservation(
                reservation.setType(ReservationInfo.Type.DYNAMIC).build());
    }

    /** Makes persistent volumes, which {@link #volume} makes of disks. */
    public static Offer.Operation create(Resource... volumes) {
        return of(Offer.Operation.Type.CREATE)
                .setCreate(Offer.Operation.Create.newBuilder().addAllVolumes(volumes("CREATE", volumes)))
                .build();
    }

    /** Destroys persistent volumes and what is in them. */
    public static Offer.Operation destroy(Resource... volumes) {
        return of(Offer.Operation.Type.DESTROY)
                .setDestroy(Offer.Operation.Destroy.newBuilder().addAllVolumes(volumes("DESTROY", volumes)))
                .build();
    }

    private static List<Resource> volumes(String what, Resource... volumes) {
        List<Resource> list = List.of(volumes);
        for (Resource volume : Checks.some(what, Resources.of(list)).asList()) {
            if (!volume.getDisk().hasPersistence()) {
                throw new IllegalArgumentException(what + " takes persistent volumes, not " + Resources.toText(volume));
            }
        }
        return list;
    }

    /**
     * The persistent volume that CREATE makes of a reserved disk.
     *
     * @param disk as it is offered, or a part of it
     * @param id no other volume of the role has it on that agent
     * @param path where tasks find it, in their sandbox where it is relative
     */
    public static Resource volume(Resource disk, String id, String path) {
        if (!disk.getName().equals("disk") || disk.getReservationsCount() == 0) {
            throw new IllegalArgumentException("A volume is made of a reserved disk, not of " + Resources.toText(disk));
        }
        DiskInfo.Builder info = disk.getDisk().toBuilder();
        info.getPersistenceBuilder().setId(Checks.id("volume", id));
        int top = disk.getReservationsCount() - 1;
        if (disk.getReservations(top).hasPrincipal()) {
            info.getPersistenceBuilder().setPrincipal(disk.getReservations(top).getPrincipal());
        }
        info.setVolume(Volume.newBuilder()
                .setContainerPath(Checks.filled("The path", path))
                .setMode(Volume.Mode.RW));
        return disk.toBuilder().setDisk(info).build();
    }

    /** The same with an id, so that Mesos tells what becomes of it; not for launches. */
    public static Offer.Operation withId(Offer.Operation operation, String id) {
        return operation.toBuilder()
                .setId(OperationID.newBuilder().setValue(Checks.id("operation", id)))
                .build();
    }

    /** For how long Mesos need not offer the like again; zero or more. */
    public static Filters refusing(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("Nothing is refused for less than no time: " + time);
        }
        return Filters.newBuilder().setRefuseSeconds(time.toNanos() / 1e9).build();
    }

    private static Offer.Operation.Builder of(Offer.Operation.Type type) {
        return Offer.Operation.newBuilder().setType(type);
    }
}
