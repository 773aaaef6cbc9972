using Antiphon.Cli.Reporting;
using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Cli.Output;

/// <summary>What the local agents of a finite game do.</summary>
/// <param name="DependsOnGlobalState">Whether what they do depends on the global state.</param>
/// <param name="DependsOnLocalState">Whether what they do depends on an agent's own state.</param>
/// <param name="Draws">Whether they draw actions at random somewhere.</param>
/// <param name="States">By local state.</param>
internal sealed record LocalAgentsDocument(
    bool DependsOnGlobalState,
    bool DependsOnLocalState,
    bool Draws,
    IReadOnlyList<LocalStateDocument> States
)
{
    // Probabilities that differ from 1 by rounding only are certain.
    private const double Certain = 1 - 1e-9;

    public static LocalAgentsDocument From(CooperativeGame game, LocalPolicy policy)
    {
        IReadOnlyList<string> names = DistinctNames.Of(game.LocalStateNames);
        IReadOnlyList<LocalStateDocument> states = [.. names.Select((name, state) => StateOf(game, policy, state, name))];
        return new LocalAgentsDocument(
            states.Any(state => state.Laws.Count > 1),
            states.Any(state => !SameLaws(state.Laws, states[0].Laws)),
            states.Any(state => state.Laws.Any(law => law.Actions[0].Share < Certain)),
            states
        );
    }

    private static LocalStateDocument StateOf(CooperativeGame game, LocalPolicy policy, int localState, string name)
    {
        IReadOnlyList<string> actions = DistinctNames.Of(game.LocalActionNames);
        IReadOnlyList<string> globalStates = DistinctNames.Of(game.GlobalStateNames);
        return new LocalStateDocument(
            name,
            [
                .. Enumerable
                    .Range(0, game.GlobalStates)
                    .GroupBy(globalState => Key(policy.At(localState, globalState)), StringComparer.Ordinal)
                    .Select(alike => new LocalLaw(
                        [.. alike.Select(globalState => globalStates[globalState])],
                        ActionShare.Of(policy.At(localState, alike.First()), actions)
                    )),
            ]
        );
    }

    private static bool SameLaws(IReadOnlyList<LocalLaw> mine, IReadOnlyList<LocalLaw> theirs) =>
        mine.Count == theirs.Count
        && mine.Zip(theirs)
            .All(pair =>
                pair.First.GlobalStates.SequenceEqual(pair.Second.GlobalStates, StringComparer.Ordinal)
                && pair.First.Actions.SequenceEqual(pair.Second.Actions)
            );

    // Equal to the bit.
    private static string Key(ReadOnlySpan<double> law) => Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(law));
}

/// <summary>What an agent does in one local state.</summary>
/// <param name="LocalState">The local state.</param>
/// <param name="Laws">What it does, and in which global states; each global state is in one of them.</param>
internal sealed record LocalStateDocument(string LocalState, IReadOnlyList<LocalLaw> Laws);

/// <summary>The probabilities of the actions in some global states.</summary>
internal sealed record LocalLaw(IReadOnlyList<string> GlobalStates, IReadOnlyList<ActionShare> Actions);
