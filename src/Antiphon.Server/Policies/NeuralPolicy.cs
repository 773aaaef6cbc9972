using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;

namespace Antiphon.Server;

/// <summary>
/// A pair in a game with continuous states. It remembers nothing; what its networks need to compute is kept for the next request.
/// </summary>
internal sealed class NeuralPolicy : ServedPolicy
{
    private const string Observation = "observation";

    private readonly ContinuousGame game;
    private readonly ContinuousPair pair;
    private readonly ConcurrentBag<IContinuousGlobalActor> actors = [];
    private readonly ConcurrentBag<IContinuousLocalActor> localActors = [];

    /// <summary>Prepares a pair.</summary>
    public NeuralPolicy(ContinuousGame game, ContinuousPair pair)
        : base(game.Name, game.Agents, pair.Subsample, remembers: false)
    {
        pair.Require(game);
        this.game = game;
        this.pair = pair;
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<string> GlobalActions => game.GlobalActions;

    /// <inheritdoc/>
    internal override IReadOnlyList<string> LocalActions => game.LocalActions;

    /// <inheritdoc/>
    internal override double Discount => game.Discount;

    /// <inheritdoc/>
    internal override void WriteStates(Utf8JsonWriter json)
    {
        json.WriteNumber("globalDimension", game.GlobalStates.Dimension);
        json.WriteNumber("localDimension", game.LocalStates.Dimension);
        json.WriteNumber("places", game.Features.Size);
    }

    /// <inheritdoc/>
    internal override Question Read(JsonElement body) => new Asked(ReadGlobal(body), ReadFeatures(body));

    /// <inheritdoc/>
    internal override Question Read(ReadOnlySpan<byte> stored)
    {
        int split = game.GlobalStates.Dimension;
        RequireLength(stored, (split + game.Features.Size) * sizeof(double));
        ReadOnlySpan<double> numbers = MemoryMarshal.Cast<byte, double>(stored);
        return new Asked(numbers[..split].ToArray(), numbers[split..].ToArray());
    }

    /// <inheritdoc/>
    internal override ServedActor Start(RandomStream episode) => new Actor(this);

    /// <inheritdoc/>
    internal override double[]? Law(Question question) => null;

    /// <inheritdoc/>
    internal override int[] ActLocally(JsonElement body, int most, RandomStream stream)
    {
        double[] global = ReadGlobal(body);
        JsonElement list = LocalStateList(body, most);
        int[] actions = new int[list.GetArrayLength()];
        double[] states = ReadStates("localStates", list);
        IContinuousLocalActor actor = localActors.TryTake(out IContinuousLocalActor? idle) ? idle : pair.Local.Actor(game);
        actor.Act(global, states, stream, actions);
        localActors.Add(actor);
        return actions;
    }

    private int Act(Asked asked, RandomStream stream)
    {
        IContinuousGlobalActor actor = actors.TryTake(out IContinuousGlobalActor? idle) ? idle : pair.Global.Actor(game);
        actor.Begin();
        int action = actor.Act(asked.Global, asked.Features, stream);
        actors.Add(actor);
        return action;
    }

    private double[] ReadGlobal(JsonElement body)
    {
        double[] global = new double[game.GlobalStates.Dimension];
        ReadPoint("globalState", RequestBody.Required(body, "globalState", "the current global state"), game.GlobalStates, global);
        return global;
    }

    private double[] ReadFeatures(JsonElement body)
    {
        string expected =
            $"{game.Features.Size} mean features, or {{\"states\": [..]}} with the states of the {Subsample} observed agents";
        JsonElement field = RequestBody.Required(body, Observation, expected);
        double[] features = new double[game.Features.Size];
        if (field.ValueKind == JsonValueKind.Array && field.GetArrayLength() == features.Length)
        {
            ReadNumbers(Observation, field, features);
            return features;
        }

        if (
            field.ValueKind != JsonValueKind.Object
            || !field.TryGetProperty("states", out JsonElement list)
            || list.ValueKind != JsonValueKind.Array
            || list.GetArrayLength() != Subsample
        )
        {
            throw ProblemException.Invalid(Observation, ProblemException.Is(field), expected, "give features or states");
        }

        double[] states = ReadStates($"{Observation}.states", list);
        game.Features.Mean(states, Subsample, [.. Enumerable.Range(0, Subsample)], features);
        return features;
    }

    // [coordinate * agents + agent]
    private double[] ReadStates(string field, JsonElement list)
    {
        int agents = list.GetArrayLength();
        double[] states = new double[agents * game.LocalStates.Dimension];
        double[] point = new double[game.LocalStates.Dimension];
        int agent = 0;
        foreach (JsonElement element in list.EnumerateArray())
        {
            ReadPoint($"{field}[{agent}]", element, game.LocalStates, point);
            for (int coordinate = 0; coordinate < point.Length; coordinate++)
            {
                states[(coordinate * agents) + agent] = point[coordinate];
            }

            agent++;
        }

        return states;
    }

    private static void ReadPoint(string field, JsonElement element, Box box, Span<double> point)
    {
        if (box.Dimension == 1 && element.ValueKind == JsonValueKind.Number)
        {
            point[0] = element.GetDouble();
        }
        else if (element.ValueKind == JsonValueKind.Array && element.GetArrayLength() == box.Dimension)
        {
            ReadNumbers(field, element, point);
        }
        else
        {
            throw ProblemException.Invalid(field, ProblemException.Is(element), $"{box.Dimension} coordinates", "give a point");
        }

        for (int coordinate = 0; coordinate < point.Length; coordinate++)
        {
            if (!(point[coordinate] >= box.Low[coordinate] && point[coordinate] <= box.High[coordinate]))
            {
                throw ProblemException.Invalid(
                    $"{field}[{coordinate}]",
                    $"is {point[coordinate]:R}",
                    $"from {box.Low[coordinate]:R} to {box.High[coordinate]:R}",
                    "give a point within the game's box"
                );
            }
        }
    }

    private static void ReadNumbers(string field, JsonElement list, Span<double> numbers)
    {
        int place = 0;
        foreach (JsonElement element in list.EnumerateArray())
        {
            numbers[place] =
                element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out double number) && double.IsFinite(number)
                    ? number
                    : throw ProblemException.Invalid($"{field}[{place}]", ProblemException.Is(element), "a number", "give a number");
            place++;
        }
    }

    private sealed class Asked(double[] global, double[] features) : Question
    {
        public double[] Global => global;

        public double[] Features => features;

        public override void WriteGlobalState(Utf8JsonWriter json) => json.WriteNumbers("globalState", global.AsSpan());

        public override void WriteObservation(Utf8JsonWriter json) => json.WriteNumbers("observation", features.AsSpan());

        public override byte[] Stored() => MemoryMarshal.AsBytes<double>([.. global, .. features]).ToArray();
    }

    private sealed class Actor(NeuralPolicy policy) : ServedActor
    {
        public override int Act(Question question, RandomStream stream) => policy.Act((Asked)question, stream);
    }
}
