using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Cli.Output;
using Antiphon.Cli.Reporting;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Server;

namespace Antiphon.Cli.Verbs;

/// <summary>Answers one decision, as the service does: the same observations are understood.</summary>
internal sealed class ShownDecision
{
    private const ulong Seed = 1;

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private readonly CooperativeGame game;
    private readonly JointPolicy pair;
    private readonly ServedPolicy served;
    private readonly Question question;

    /// <summary>Reads what is asked.</summary>
    /// <param name="game">The game.</param>
    /// <param name="pair">The pair.</param>
    /// <param name="observe">Counts by local state, or names of the states of the observed agents, separated by commas.</param>
    /// <param name="globalState">A name or an index.</param>
    /// <exception cref="InvalidInputException">There is no such state, or no such observation.</exception>
    public ShownDecision(CooperativeGame game, JointPolicy pair, string observe, string globalState)
    {
        (this.game, this.pair, served) = (game, pair, ServedPolicy.Of(game, pair));
        question = Read(observe, globalState);
    }

    /// <summary>What the dispatcher does and why.</summary>
    /// <param name="insight">What actions are worth; null for a dispatcher that can tell by itself, or not at all.</param>
    public DecisionDocument Of(PairInsight? insight)
    {
        byte[] stored = question.Stored();
        int state = BinaryPrimitives.ReadInt32LittleEndian(stored);
        int[] counts =
        [
            .. Enumerable
                .Range(1, (stored.Length / sizeof(int)) - 1)
                .Select(place => BinaryPrimitives.ReadInt32LittleEndian(stored.AsSpan(place * sizeof(int)))),
        ];
        RandomStream episode = PolicyEndpoints.Episode(Seed);
        ServedActor actor = served.Start(episode);
        int action = actor.Act(question, PolicyEndpoints.Step(episode, 0));
        (IReadOnlyList<double> values, string source) = Values(insight, actor.Reasons(question), state, counts);
        IReadOnlyList<ActionWorth> worths = ActionWorth.Of(game, state, values);
        IReadOnlyList<string> names = DistinctNames.Of(game.GlobalActionNames);
        return new DecisionDocument(
            DistinctNames.Of(game.GlobalStateNames)[state],
            counts,
            Observed(counts),
            served.Law(question) is double[] law ? ActionShare.Of(law, names) : [new ActionShare(names[action], 1)],
            worths,
            ActionWorth.Margin(worths),
            insight?.Share(state, counts),
            source
        );
    }

    private static (IReadOnlyList<double> Values, string Source) Values(
        PairInsight? insight,
        ActionReasons? reasons,
        int globalState,
        int[] counts
    )
    {
        if (insight is not null)
        {
            IReadOnlyList<double> values = insight.ActionValues(globalState, counts);
            return values.Count == 0
                ? (values, "In the planner's model this observation is never met here, so that its actions have no value.")
                : (
                    values,
                    "Worth is the expected return of taking the action once and following the pair afterwards, over the populations at "
                        + $"which this is observed ({insight.Value.Model})."
                );
        }

        return reasons is { Values.Length: > 0 }
            ? (reasons.Values, "Worth is what its plan promises at its belief about the population, after this one observation.")
            : ([], "This dispatcher does not tell what actions are worth to it.");
    }

    private IReadOnlyList<ObservedState> Observed(int[] counts)
    {
        int lostPlaces = counts.Length - game.LocalStates;
        IReadOnlyList<string> names = [.. lostPlaces > 0 ? ["(lost)"] : Array.Empty<string>(), .. DistinctNames.Of(game.LocalStateNames)];
        return [.. names.Zip(counts, (name, count) => new ObservedState(name, count)).Where(state => state.Count > 0)];
    }

    private Question Read(string observe, string globalState)
    {
        string[] parts = [.. observe.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        bool isCounts = parts.All(IsNumber);
        var listed = new JsonArray([.. parts.Select(part => isCounts ? (JsonNode)int.Parse(part, Invariant) : part)]);
        var body = new JsonObject
        {
            ["globalState"] = IsNumber(globalState) ? int.Parse(globalState, Invariant) : globalState,
            ["observation"] = isCounts ? listed : new JsonObject { ["states"] = listed },
        };
        using var document = JsonDocument.Parse(body.ToJsonString());
        try
        {
            return served.Read(document.RootElement);
        }
        catch (ProblemException problem)
        {
            throw Refusal(problem.Problem);
        }
    }

    private static bool IsNumber(string text) => int.TryParse(text, NumberStyles.None, Invariant, out _);

    private InvalidInputException Refusal(Violation problem) =>
        problem.Place.StartsWith("globalState", StringComparison.Ordinal)
            ? new InvalidInputException($"--global {problem.Found}; expected {problem.Expected}; {problem.Remedy}")
            : new InvalidInputException(
                $"--observe {problem.Found}; expected {game.Sampling.Places(game.LocalStates)} counts that sum to "
                    + $"{pair.Global.Subsample}, in the order {string.Join(", ", game.LocalStateNames)}, or the names of the "
                    + $"{pair.Global.Subsample} states observed; {problem.Remedy}"
            );
}
