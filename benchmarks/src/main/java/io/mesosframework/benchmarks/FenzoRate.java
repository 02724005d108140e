package io.mesosframework.benchmarks;

import com.netflix.fenzo.ConstraintEvaluator;
import com.netflix.fenzo.SchedulingResult;
import com.netflix.fenzo.TaskAssignmentResult;
import com.netflix.fenzo.TaskRequest;
import com.netflix.fenzo.TaskScheduler;
import com.netflix.fenzo.VMAssignmentResult;
import com.netflix.fenzo.VMTaskFitnessCalculator;
import com.netflix.fenzo.VirtualMachineLease;
import com.netflix.fenzo.plugins.BalancedHostAttrConstraint;
import com.netflix.fenzo.plugins.BinPackingFitnessCalculators;
import com.netflix.fenzo.plugins.HostAttrValueConstraint;
import com.netflix.fenzo.plugins.UniqueHostAttrConstraint;
import io.mesosframework.benchmarks.PlacementCase.Clock;
import io.mesosframework.benchmarks.PlacementCase.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.mesos.Protos;
import org.jspecify.annotations.Nullable;

/**
 * How many tasks a second Fenzo places in a {@link PlacementCase}. In a process with Apache's bindings and their protobuf, which it is made
 * with; nothing of ours that needs a newer one is used here.
 */
final class FenzoRate {

    private FenzoRate() {}

    /** Arguments: those of {@link PlacementCase#median}, then the fitness that is good enough. */
    public static void main(String[] args) {
        double goodEnough = Double.parseDouble(args[4]);
        System.out.println(PlacementCase.median(args, (what, agents, most) -> fill(what, agents, most, goodEnough))
                .line());
    }

    static Outcome fill(PlacementCase what, int agents, int most, double goodEnough) {
        // No offer is to expire here; where some might be given back, Fenzo looks for each among all, which costs it a
        // hundred times the placing.
        TaskScheduler fenzo = new TaskScheduler.Builder()
                .withFitnessCalculator(BinPackingFitnessCalculators.cpuBinPacker)
                .withFitnessGoodEnoughFunction(fitness -> fitness >= goodEnough)
                .withMaxOffersToReject(0)
                .withLeaseOfferExpirySecs(1_000_000)
                .withLeaseRejectAction(lease -> {})
                .disableShortfallEvaluation()
                .build();
        try {
            return fill(fenzo, what, agents, Math.min(most, PlacementCase.tasks(agents)));
        } finally {
            fenzo.shutdown();
        }
    }

    private static Outcome fill(TaskScheduler fenzo, PlacementCase what, int agents, int wanted) {
        List<VirtualMachineLease> leases = new ArrayList<>();
        for (int agent = 0; agent < agents; agent++) {
            leases.add(new Lease(agent, PlacementCase.CORES, "l" + agent));
        }
        int[] tasks = new int[agents];
        Clock taken = new Clock(0, 0);
        int placed = 0;
        int timed = 0;
        for (int run = 0; placed < wanted; run++) {
            List<Task> job = job(what, run, Math.min(PlacementCase.TASKS_A_RUN, wanted - placed));
            Clock start = Clock.now();
            SchedulingResult result = fenzo.scheduleOnce(job, leases);
            if (run > 0) {
                taken = taken.plusSince(start);
                timed += job.size();
            }
            leases = new ArrayList<>();
            int launched = 0;
            for (VMAssignmentResult host : result.getResultMap().values()) {
                int agent = Integer.parseInt(host.getHostname().substring("host".length()));
                for (TaskAssignmentResult assigned : host.getTasksAssigned()) {
                    fenzo.getTaskAssigner().call(assigned.getRequest(), host.getHostname());
                    tasks[agent]++;
                    launched++;
                }
                if (tasks[agent] < PlacementCase.CORES) {
                    leases.add(new Lease(agent, PlacementCase.CORES - tasks[agent], "l" + agent + "." + run));
                }
            }
            if (launched != job.size()) {
                throw new IllegalStateException("Fenzo placed only " + launched + " of " + job.size() + ": "
                        + result.getExceptions()
                        + result.getFailures().values().stream().limit(1).toList());
            }
            placed += launched;
        }
        int used = 0;
        for (int count : tasks) {
            used += count == 0 ? 0 : 1;
        }
        return new Outcome(timed, taken, used);
    }

    private static List<Task> job(PlacementCase what, int run, int count) {
        Set<String> ids = new HashSet<>();
        for (int index = 0; index < count; index++) {
            ids.add("job" + run + "." + index);
        }
        List<ConstraintEvaluator> constraints = switch (what) {
            case BIN_PACKING -> List.of();
            case ATTRIBUTE_VALUE -> List.of(new HostAttrValueConstraint("rack", id -> PlacementCase.rack(run)));
            case UNIQUE_HOST -> List.of(new UniqueHostAttrConstraint(id -> ids));
            case BALANCED -> List.of(new BalancedHostAttrConstraint(id -> ids, "zone", PlacementCase.ZONES));
        };
        return ids.stream().map(id -> new Task(id, constraints)).toList();
    }

    /** An agent's offer. */
    private record Lease(
            int agent, int cores, String getId, long getOfferedTime, Map<String, Protos.Attribute> getAttributeMap)
            implements VirtualMachineLease {

        Lease(int agent, int cores, String id) {
            this(agent, cores, id, System.currentTimeMillis(), attributes(agent));
        }

        private static Map<String, Protos.Attribute> attributes(int agent) {
            Map<String, Protos.Attribute> attributes = new HashMap<>();
            attributes.put("rack", text("rack", PlacementCase.rack(agent)));
            attributes.put("zone", text("zone", PlacementCase.zone(agent)));
            return attributes;
        }

        private static Protos.Attribute text(String name, String value) {
            return Protos.Attribute.newBuilder()
                    .setName(name)
                    .setType(Protos.Value.Type.TEXT)
                    .setText(Protos.Value.Text.newBuilder().setValue(value))
                    .build();
        }

        @Override
        public String hostname() {
            return "host" + agent;
        }

        @Override
        public String getVMID() {
            return "a" + agent;
        }

        @Override
        public double cpuCores() {
            return cores;
        }

        @Override
        public double memoryMB() {
            return cores * PlacementCase.MEM_A_CORE;
        }

        @Override
        public double networkMbps() {
            return 0;
        }

        @Override
        public double diskMB() {
            return 0;
        }

        @Override
        public List<Range> portRanges() {
            return List.of();
        }

        @Override
        public Protos.@Nullable Offer getOffer() {
            return null;
        }

        @Override
        public @Nullable Double getScalarValue(String name) {
            return null;
        }

        @Override
        public Map<String, Double> getScalarValues() {
            return Map.of();
        }
    }

    /** A task of a job. */
    private static final class Task implements TaskRequest {

        private final String id;
        private final List<ConstraintEvaluator> constraints;
        private @Nullable AssignedResources assigned;

        Task(String id, List<ConstraintEvaluator> constraints) {
            this.id = id;
            this.constraints = constraints;
        }

        @Override
        public String getId() {
            return id;
        }

        @Override
        public String taskGroupName() {
            return "";
        }

        @Override
        public double getCPUs() {
            return 1;
        }

        @Override
        public double getMemory() {
            return PlacementCase.MEM_A_CORE;
        }

        @Override
        public double getNetworkMbps() {
            return 0;
        }

        @Override
        public double getDisk() {
            return 0;
        }

        @Override
        public int getPorts() {
            return 0;
        }

        @Override
        public Map<String, Double> getScalarRequests() {
            return Map.of();
        }

        @Override
        public Map<String, NamedResourceSetRequest> getCustomNamedResources() {
            return Map.of();
        }

        @Override
        public List<ConstraintEvaluator> getHardConstraints() {
            return constraints;
        }

        @Override
        public List<VMTaskFitnessCalculator> getSoftConstraints() {
            return List.of();
        }

        @Override
        public void setAssignedResources(AssignedResources resources) {
            assigned = resources;
        }

        @Override
        public @Nullable AssignedResources getAssignedResources() {
            return assigned;
        }
    }
}
