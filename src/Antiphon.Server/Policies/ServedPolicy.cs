using System.Text.Json;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Server;

/// <summary>A pair of policies as the service acts by it. Immutable; shared by requests.</summary>
public abstract class ServedPolicy
{
    private protected ServedPolicy(string game, long agents, int subsample, bool remembers)
    {
        Game = game;
        Agents = agents;
        Subsample = subsample;
        Remembers = remembers;
    }

    /// <summary>The name of the game.</summary>
    public string Game { get; }

    /// <summary>n, how many local agents it is deployed with.</summary>
    public long Agents { get; }

    /// <summary>k, how many local agents the global agent observes.</summary>
    public int Subsample { get; }

    /// <summary>Whether actions depend on earlier observations, so that it acts in sessions only.</summary>
    public bool Remembers { get; }

    /// <summary>Its known discounted team return; null where it is not known.</summary>
    public double? Value { get; init; }

    /// <summary>A proved bound on what either side could still gain; null where nothing was proved.</summary>
    public double? Gap { get; init; }

    /// <summary>A pair in a finite game.</summary>
    /// <param name="game">The game, with the number of agents and the sampling rule of the deployment.</param>
    /// <param name="policy">The pair.</param>
    /// <param name="value">Reported as <see cref="Value"/>.</param>
    /// <param name="gap">Reported as <see cref="Gap"/>.</param>
    /// <exception cref="InvalidInputException">The pair does not fit the game, or cannot be deployed there.</exception>
    public static ServedPolicy Of(CooperativeGame game, JointPolicy policy, double? value = null, double? gap = null) =>
        new FinitePolicy(game, policy) { Value = value, Gap = gap };

    /// <summary>A pair in a game with continuous states.</summary>
    /// <param name="game">The game.</param>
    /// <param name="policy">The pair, as deployed.</param>
    /// <param name="value">Reported as <see cref="Value"/>.</param>
    /// <exception cref="InvalidInputException">The pair does not fit the game.</exception>
    public static ServedPolicy Of(ContinuousGame game, ContinuousPair policy, double? value = null) =>
        new NeuralPolicy(game, policy) { Value = value };

    /// <summary>Names of the global actions, in order.</summary>
    internal abstract IReadOnlyList<string> GlobalActions { get; }

    /// <summary>Names of the local actions, in order.</summary>
    internal abstract IReadOnlyList<string> LocalActions { get; }

    /// <summary>gamma, the discount of the team return.</summary>
    internal abstract double Discount { get; }

    /// <summary>Whether its actors tell why they act.</summary>
    internal virtual bool TellsReasons => false;

    /// <summary>Writes what states are, in the list of policies.</summary>
    internal abstract void WriteStates(Utf8JsonWriter json);

    /// <summary>Reads the global state and the observation of a request.</summary>
    /// <exception cref="ProblemException">They are none of this policy.</exception>
    internal abstract Question Read(JsonElement body);

    /// <summary>Reads a question that was stored.</summary>
    /// <exception cref="InvalidDataException">It is none of this policy.</exception>
    internal abstract Question Read(ReadOnlySpan<byte> stored);

    /// <summary>Begins an episode.</summary>
    /// <param name="episode">The episode's stream.</param>
    internal abstract ServedActor Start(RandomStream episode);

    /// <summary>The probabilities of the global actions; null where the policy does not tell them.</summary>
    internal abstract double[]? Law(Question question);

    /// <summary>The team reward that a step is expected to earn, as far as the dispatcher can tell; null where it cannot.</summary>
    /// <param name="question">What was asked.</param>
    /// <param name="action">a_g.</param>
    /// <param name="estimate">The estimated population; empty: the one that the observation alone suggests.</param>
    internal virtual double? ExpectedReward(Question question, int action, ReadOnlySpan<double> estimate) => null;

    /// <summary>Whether an action may be taken in the global state of a question.</summary>
    internal virtual bool Allows(Question question, int action) => true;

    /// <summary>Draws the actions of local agents.</summary>
    /// <param name="body">The body of the request.</param>
    /// <param name="most">The largest number of agents.</param>
    /// <param name="stream">Randomness.</param>
    /// <returns>One action per agent.</returns>
    internal abstract int[] ActLocally(JsonElement body, int most, RandomStream stream);

    /// <summary>Refuses stored bytes of another length.</summary>
    private protected static void RequireLength(ReadOnlySpan<byte> stored, int length)
    {
        if (stored.Length != length)
        {
            throw new InvalidDataException($"a question has {stored.Length} bytes; expected {length}");
        }
    }

    /// <summary>The list of local states in a body, at most so many.</summary>
    private protected static JsonElement LocalStateList(JsonElement body, int most)
    {
        const string field = "localStates";
        JsonElement list = RequestBody.Required(body, field, "the states of local agents");
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw ProblemException.Invalid(
                field,
                ProblemException.Is(list),
                "an array, one state per agent",
                "give the states as an array"
            );
        }

        return list.GetArrayLength() <= most
            ? list
            : throw ProblemException.Invalid(
                field,
                $"has {list.GetArrayLength()} states",
                $"at most {most}",
                "request the other agents separately"
            );
    }
}

/// <summary>What a dispatcher is asked: a global state and an observation. Immutable.</summary>
internal abstract class Question
{
    /// <summary>The question as bytes: equal questions have equal bytes.</summary>
    public abstract byte[] Stored();

    /// <summary>Writes the global state as a field.</summary>
    public abstract void WriteGlobalState(Utf8JsonWriter json);

    /// <summary>Writes the observation as a field.</summary>
    public abstract void WriteObservation(Utf8JsonWriter json);
}

/// <summary>A dispatcher at work in one episode; not for concurrent use.</summary>
internal abstract class ServedActor
{
    /// <summary>The estimated fractions of agents by local state; empty where it estimates nothing.</summary>
    public virtual ReadOnlySpan<double> Estimate => [];

    /// <summary>Acts.</summary>
    /// <param name="question">What is the case in this step.</param>
    /// <param name="stream">Randomness of this step.</param>
    /// <returns>a_g.</returns>
    public abstract int Act(Question question, RandomStream stream);

    /// <summary>Whether it can give reasons for its actions.</summary>
    public virtual bool TellsReasons => false;

    /// <summary>Why it took its latest action; null where it cannot tell.</summary>
    /// <param name="question">What was the case then.</param>
    public virtual ActionReasons? Reasons(Question question) => null;

    /// <summary>All agents have moved.</summary>
    /// <param name="question">What was the case before.</param>
    public virtual void Moved(Question question) { }

    /// <summary>What it remembers, for <see cref="Restore"/>; null if not supported; observations are then replayed.</summary>
    public virtual byte[]? Save() => null;

    /// <summary>Remembers what was saved by an actor of the same policy and episode.</summary>
    /// <param name="saved">From <see cref="Save"/>.</param>
    public virtual void Restore(byte[] saved) => throw new NotSupportedException("this actor saves nothing");
}
