using System.Buffers.Binary;
using System.Text.Json;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Server;

/// <summary>A pair in a finite game.</summary>
internal sealed class FinitePolicy : ServedPolicy
{
    private readonly CooperativeGame game;
    private readonly JointPolicy policy;
    private readonly DeployedWorld world;
    private readonly NameIndex globalStates;
    private readonly NameIndex localStates;
    private readonly ObservationLayout layout;
    private readonly PopulationEstimate? observed;

    /// <summary>Prepares a pair; a first actor shows whether it can be deployed at all.</summary>
    public FinitePolicy(CooperativeGame game, JointPolicy policy)
        : base(game.Name, game.Agents, policy.Global.Subsample, policy.Global.Remembers)
    {
        policy.RequireFit(game);
        this.game = game;
        this.policy = policy;
        world = new DeployedWorld(game, policy.Local);
        globalStates = new NameIndex("global state", game.GlobalStateNames);
        localStates = new NameIndex("local state", game.LocalStateNames);
        layout = new ObservationLayout(game, Subsample, Remembers, localStates);

        // Rewards that depend on the whole population are not those of an estimate of it.
        observed = game.Couplings is null ? new PopulationEstimate(game, null) : null;
        TellsReasons = Start(new RandomStream(0)).TellsReasons;
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<string> GlobalActions => game.GlobalActionNames;

    /// <inheritdoc/>
    internal override IReadOnlyList<string> LocalActions => game.LocalActionNames;

    /// <inheritdoc/>
    internal override double Discount => game.Discount;

    /// <inheritdoc/>
    internal override bool TellsReasons { get; }

    /// <inheritdoc/>
    internal override void WriteStates(Utf8JsonWriter json)
    {
        json.WriteNames("globalStates", globalStates.Names);
        json.WriteNames("localStates", localStates.Names);
        json.WriteNumber("places", layout.Places);
    }

    /// <inheritdoc/>
    internal override Question Read(JsonElement body) => new Asked(ReadGlobal(body), layout.Read(body));

    /// <inheritdoc/>
    internal override Question Read(ReadOnlySpan<byte> stored)
    {
        int[] observation = new int[layout.Places];
        RequireLength(stored, (observation.Length + 1) * sizeof(int));
        for (int place = 0; place < observation.Length; place++)
        {
            observation[place] = BinaryPrimitives.ReadInt32LittleEndian(stored[((place + 1) * sizeof(int))..]);
        }

        return new Asked(BinaryPrimitives.ReadInt32LittleEndian(stored), observation);
    }

    /// <inheritdoc/>
    internal override ServedActor Start(RandomStream episode) => new Actor(policy.Global, game, policy.Global.Start(world, episode));

    /// <inheritdoc/>
    internal override double[]? Law(Question question)
    {
        if (policy.Global.ActionLaw is not { } law)
        {
            return null;
        }

        var asked = (Asked)question;
        double[] probabilities = new double[policy.Global.GlobalActions];
        law.Write(asked.GlobalState, asked.Observation, probabilities);
        return probabilities;
    }

    /// <inheritdoc/>
    internal override double? ExpectedReward(Question question, int action, ReadOnlySpan<double> estimate)
    {
        var asked = (Asked)question;
        double[] fractions = new double[game.LocalStates];
        if (observed is null || (estimate.IsEmpty && !observed.TryWrite(asked.GlobalState, asked.Observation, fractions)))
        {
            return null;
        }

        double local = Dot(world.Kernels.Reward(asked.GlobalState), estimate.IsEmpty ? fractions : estimate);
        return game.GlobalReward(asked.GlobalState, action) + local;
    }

    /// <inheritdoc/>
    internal override bool Allows(Question question, int action) =>
        game.Allowed.GlobalSets is null || game.Allowed.Global(((Asked)question).GlobalState).Contains(action);

    /// <inheritdoc/>
    internal override int[] ActLocally(JsonElement body, int most, RandomStream stream)
    {
        int globalState = ReadGlobal(body);
        JsonElement list = LocalStateList(body, most);
        int[] actions = new int[list.GetArrayLength()];
        int place = 0;
        foreach (JsonElement element in list.EnumerateArray())
        {
            int localState = localStates.Read("localStates", place, element);
            actions[place++] = CategoricalSampler.Sample(stream.NextDouble(), policy.Local.At(localState, globalState));
        }

        return actions;
    }

    private static double Dot(ReadOnlySpan<double> rewards, ReadOnlySpan<double> fractions)
    {
        double sum = 0.0;
        for (int state = 0; state < rewards.Length; state++)
        {
            sum += rewards[state] * fractions[state];
        }

        return sum;
    }

    private int ReadGlobal(JsonElement body) =>
        globalStates.Read("globalState", RequestBody.Required(body, "globalState", "the current global state"));

    private sealed class Asked(int globalState, int[] observation) : Question
    {
        public int GlobalState => globalState;

        public int[] Observation => observation;

        public override void WriteGlobalState(Utf8JsonWriter json) => json.WriteNumber("globalState", globalState);

        public override void WriteObservation(Utf8JsonWriter json) => json.WriteNumbers("observation", observation.AsSpan());

        public override byte[] Stored()
        {
            byte[] bytes = new byte[(observation.Length + 1) * sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, globalState);
            for (int place = 0; place < observation.Length; place++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan((place + 1) * sizeof(int)), observation[place]);
            }

            return bytes;
        }
    }

    private sealed class Actor(GlobalPolicy policy, CooperativeGame game, IGlobalActor actor) : ServedActor
    {
        public override ReadOnlySpan<double> Estimate => actor.Estimate;

        public override int Act(Question question, RandomStream stream)
        {
            var asked = (Asked)question;
            return policy.Checked(actor.Act(asked.GlobalState, asked.Observation, stream), asked.GlobalState, asked.Observation, game);
        }

        public override bool TellsReasons => actor is IReasoningActor;

        public override ActionReasons? Reasons(Question question)
        {
            var asked = (Asked)question;
            return (actor as IReasoningActor)?.Reasons(asked.GlobalState, asked.Observation);
        }

        public override byte[]? Save()
        {
            if (actor is not IStoredActor stored)
            {
                return null;
            }

            using var bytes = new MemoryStream();
            using var writer = new BinaryWriter(bytes);
            stored.Save(writer);
            writer.Flush();
            return bytes.ToArray();
        }

        public override void Restore(byte[] saved)
        {
            using var bytes = new MemoryStream(saved);
            using var reader = new BinaryReader(bytes);
            ((IStoredActor)actor).Restore(reader);
            if (bytes.Position != bytes.Length)
            {
                throw new InvalidDataException("the saved state is longer than the actor's memory");
            }
        }

        public override void Moved(Question question) => actor.Moved(((Asked)question).GlobalState);
    }
}
