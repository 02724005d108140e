package io.mesosframework.reference;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesosframework.http.Headers;
import io.mesosframework.http.Origin;
import io.mesosframework.http.Request;
import io.mesosframework.http.Response;
import io.mesosframework.http.Transport;
import io.mesosframework.protocol.FrameworkID;
import io.mesosframework.protocol.MasterInfo;
import io.mesosframework.protocol.Offer;
import io.mesosframework.protocol.OfferID;
import io.mesosframework.protocol.Resource;
import io.mesosframework.protocol.Resource.AllocationInfo;
import io.mesosframework.protocol.master.Call;
import io.mesosframework.protocol.master.Response.GetAgents.Agent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks the master for all that its agents have (PROTOCOL E, GET_AGENTS). */
final class RegisteredAgents {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String PROTOBUF = "application/x-protobuf";

    private final Transport transport;
    private final boolean tls;
    private final Headers credentials;

    RegisteredAgents(Transport transport, boolean tls, Headers credentials) {
        this.transport = transport;
        this.tls = tls;
        this.credentials = credentials;
    }

    /** The active ones; empty where the master does not say, as it may not be allowed to. */
    CompletableFuture<Optional<List<Agent>>> of(MasterInfo master) {
        String host =
                tls ? master.getAddress().getHostname() : master.getAddress().getIp();
        Origin origin = new Origin(tls, host, master.getAddress().getPort());
        Headers headers = credentials.with("Content-Type", PROTOBUF).with("Accept", PROTOBUF);
        byte[] call = Call.newBuilder().setType(Call.Type.GET_AGENTS).build().toByteArray();
        return transport
                .connect(origin)
                .thenCompose(connection -> connection
                        .call(new Request("POST", "/api/v1", headers, call), PATIENCE)
                        .whenComplete((unused, error) -> connection.close()))
                .thenApply(RegisteredAgents::active)
                .orTimeout(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .exceptionally(error -> Optional.empty());
    }

    private static Optional<List<Agent>> active(Response response) {
        if (response.status() != 200) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    io.mesosframework.protocol.master.Response.parseFrom(response.body())
                            .getGetAgents()
                            .getAgentsList()
                            .stream()
                            .filter(Agent::getActive)
                            .toList());
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    /** The agent as an offer for a role of all that it has for it. */
    static Offer whole(Agent agent, String role) {
        Offer.Builder offer = Offer.newBuilder()
                .setId(OfferID.newBuilder()
                        .setValue(agent.getAgentInfo().getId().getValue()))
                .setFrameworkId(FrameworkID.newBuilder().setValue(""))
                .setAgentId(agent.getAgentInfo().getId())
                .setHostname(agent.getAgentInfo().getHostname())
                .addAllAttributes(agent.getAgentInfo().getAttributesList())
                .setAllocationInfo(AllocationInfo.newBuilder().setRole(role));
        if (agent.getAgentInfo().hasDomain()) {
            offer.setDomain(agent.getAgentInfo().getDomain());
        }
        agent.getTotalResourcesList().stream()
                .filter(resource -> isFor(resource, role))
                .forEach(resource ->
                        offer.addResources(resource.toBuilder().setAllocationInfo(offer.getAllocationInfo())));
        return offer.build();
    }

    private static boolean isFor(Resource resource, String role) {
        int refined = resource.getReservationsCount();
        return refined == 0 || resource.getReservations(refined - 1).getRole().equals(role);
    }
}
