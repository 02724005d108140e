package io.mesosframework.embedded.internal.web;

import com.google.protobuf.Message;
import io.mesosframework.client.codec.Codec;
import io.mesosframework.client.codec.CodecException;
import io.mesosframework.http.Request;
import io.mesosframework.protocol.AgentID;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.MachineID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.WeightInfo;
import io.mesosframework.protocol.maintenance.Schedule;
import io.mesosframework.protocol.master.Call;
import io.mesosframework.protocol.quota.QuotaRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The calls behind the older endpoints, whose bodies are forms or bare JSON (PROTOCOL E67, E68). */
final class FormCalls {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    /** The body is not what the endpoint takes; the message is what the client is told. */
    static final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unusable(String message) {
            super(message, null, false, false);
        }

        String words() {
            return String.valueOf(getMessage());
        }
    }

    private FormCalls() {}

    static Call teardown(Request request) {
        String id = needed(form(request), "frameworkId");
        return Call.newBuilder()
                .setType(Call.Type.TEARDOWN)
                .setTeardown(Call.Teardown.newBuilder()
                        .setFrameworkId(FrameworkID.newBuilder().setValue(id)))
                .build();
    }

    static Call reserve(Request request) {
        Map<String, String> form = form(request);
        return Call.newBuilder()
                .setType(Call.Type.RESERVE_RESOURCES)
                .setReserveResources(Call.ReserveResources.newBuilder()
                        .setAgentId(agent(form))
                        .addAllResources(resources(form, "resources")))
                .build();
    }

    static Call unreserve(Request request) {
        Map<String, String> form = form(request);
        return Call.newBuilder()
                .setType(Call.Type.UNRESERVE_RESOURCES)
                .setUnreserveResources(Call.UnreserveResources.newBuilder()
                        .setAgentId(agent(form))
                        .addAllResources(resources(form, "resources")))
                .build();
    }

    static Call createVolumes(Request request) {
        Map<String, String> form = form(request);
        return Call.newBuilder()
                .setType(Call.Type.CREATE_VOLUMES)
                .setCreateVolumes(Call.CreateVolumes.newBuilder()
                        .setAgentId(agent(form))
                        .addAllVolumes(resources(form, "volumes")))
                .build();
    }

    static Call destroyVolumes(Request request) {
        Map<String, String> form = form(request);
        return Call.newBuilder()
                .setType(Call.Type.DESTROY_VOLUMES)
                .setDestroyVolumes(Call.DestroyVolumes.newBuilder()
                        .setAgentId(agent(form))
                        .addAllVolumes(resources(form, "volumes")))
                .build();
    }

    @SuppressWarnings("deprecation")
    static Call setQuota(Request request) {
        String body = text(request);
        String problem = "Failed to parse set quota request JSON '" + body + "': ";
        return Call.newBuilder()
                .setType(Call.Type.SET_QUOTA)
                .setSetQuota(Call.SetQuota.newBuilder()
                        .setQuotaRequest(decode(body, QuotaRequest.getDefaultInstance(), problem)))
                .build();
    }

    @SuppressWarnings("deprecation")
    static Call removeQuota(Paths path) {
        List<String> tokens = new ArrayList<>();
        for (String token : path.route().split("/", -1)) {
            if (!token.isEmpty()) {
                tokens.add(token);
            }
        }
        if (tokens.size() != 2) {
            throw new Unusable("Failed to parse remove quota request for path '/master" + path.route()
                    + "': expected 3 tokens, found " + (tokens.size() + 1) + " tokens");
        }
        return Call.newBuilder()
                .setType(Call.Type.REMOVE_QUOTA)
                .setRemoveQuota(Call.RemoveQuota.newBuilder().setRole(tokens.get(1)))
                .build();
    }

    static Call updateWeights(Request request) {
        String body = text(request);
        String problem = "Failed to parse update weights request JSON '" + body + "': ";
        Call.UpdateWeights.Builder weights = Call.UpdateWeights.newBuilder();
        for (JsonNode one : array(body, problem)) {
            weights.addWeightInfos(decode(one.toString(), WeightInfo.getDefaultInstance(), problem));
        }
        return Call.newBuilder()
                .setType(Call.Type.UPDATE_WEIGHTS)
                .setUpdateWeights(weights)
                .build();
    }

    static Call updateSchedule(Request request) {
        return Call.newBuilder()
                .setType(Call.Type.UPDATE_MAINTENANCE_SCHEDULE)
                .setUpdateMaintenanceSchedule(Call.UpdateMaintenanceSchedule.newBuilder()
                        .setSchedule(decode(text(request), Schedule.getDefaultInstance(), "")))
                .build();
    }

    static Call machinesDown(Request request) {
        return Call.newBuilder()
                .setType(Call.Type.START_MAINTENANCE)
                .setStartMaintenance(Call.StartMaintenance.newBuilder().addAllMachines(machines(request)))
                .build();
    }

    static Call machinesUp(Request request) {
        return Call.newBuilder()
                .setType(Call.Type.STOP_MAINTENANCE)
                .setStopMaintenance(Call.StopMaintenance.newBuilder().addAllMachines(machines(request)))
                .build();
    }

    private static List<MachineID> machines(Request request) {
        List<MachineID> machines = new ArrayList<>();
        for (JsonNode one : array(text(request), "")) {
            machines.add(decode(one.toString(), MachineID.getDefaultInstance(), ""));
        }
        return machines;
    }

    private static AgentID agent(Map<String, String> form) {
        return AgentID.newBuilder().setValue(needed(form, "slaveId")).build();
    }

    private static List<Resource> resources(Map<String, String> form, String name) {
        String problem = "Error parsing '" + name + "' query parameter in the request body: ";
        List<Resource> resources = new ArrayList<>();
        for (JsonNode one : array(needed(form, name), problem)) {
            resources.add(decode(one.toString(), Resource.getDefaultInstance(), problem));
        }
        return resources;
    }

    private static Map<String, String> form(Request request) {
        return Paths.parse(text(request));
    }

    private static String needed(Map<String, String> form, String name) {
        String value = form.get(name);
        if (value == null) {
            throw new Unusable("Missing '" + name + "' query parameter in the request body");
        }
        return value;
    }

    private static String text(Request request) {
        return new String(request.body(), StandardCharsets.UTF_8);
    }

    private static JsonNode array(String text, String problem) {
        JsonNode json;
        try {
            json = MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new Unusable(problem + syntaxError(text));
        }
        if (json == null || json.isMissingNode()) {
            throw new Unusable(problem + syntaxError(text));
        }
        if (!json.isArray()) {
            throw new Unusable(problem + "Unexpected JSON type parsed");
        }
        return json;
    }

    private static <M extends Message> M decode(String text, M prototype, String problem) {
        try {
            return Codec.JSON.decode(text.getBytes(StandardCharsets.UTF_8), prototype);
        } catch (CodecException e) {
            throw new Unusable(problem + bare(e.reason()));
        }
    }

    /** The codec's own reading of the text says it in Mesos' words. */
    private static String syntaxError(String text) {
        try {
            Codec.JSON.decode(text.getBytes(StandardCharsets.UTF_8), MachineID.getDefaultInstance());
            return "Unexpected JSON type parsed";
        } catch (CodecException e) {
            return bare(e.reason());
        }
    }

    private static String bare(String reason) {
        String parsing = "Failed to parse body into JSON: ";
        if (reason.startsWith(parsing)) {
            return reason.substring(parsing.length());
        }
        int colon = reason.startsWith("Failed to convert JSON into ") ? reason.indexOf(": ") : -1;
        return colon < 0 ? reason : reason.substring(colon + 2);
    }
}
