using System.Text.Json;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Runs;

namespace Antiphon.Server;

/// <summary>Where the policies of two runs act differently. States and actions are compared by name.</summary>
internal sealed class PolicyDifferences
{
    private readonly string? reason;
    private readonly DispatcherDifferences? dispatcher;
    private readonly LocalDifferences? local;

    private PolicyDifferences(string? reason, DispatcherDifferences? dispatcher, LocalDifferences? local)
    {
        this.reason = reason;
        this.dispatcher = dispatcher;
        this.local = local;
    }

    /// <summary>Compares the policies of two runs, as far as that is possible; otherwise says why not.</summary>
    public static PolicyDifferences Of(RunDocument a, RunDocument b, CancellationToken cancellation)
    {
        if (a.View!.IsContinuous || b.View!.IsContinuous)
        {
            return Not("networks act on continuous states: their actions cannot be listed. The reports show what they do in episodes.");
        }

        try
        {
            (CooperativeGame game, JointPolicy pair) = Load(a.Run);
            (CooperativeGame other, JointPolicy otherPair) = Load(b.Run);
            return HaveSameNames(game, other)
                ? new PolicyDifferences(
                    null,
                    DispatcherDifferences.Of(new Deployed(game, pair.Global), new Deployed(other, otherPair.Global), cancellation),
                    LocalDifferences.Of(game, pair.Local, otherPair.Local)
                )
                : Not("the games have other states or actions.");
        }
        catch (InvalidInputException problem)
        {
            return Not(RunReading.Shown(problem, problem.Message.Contains(b.Run.Folder, StringComparison.Ordinal) ? b.Run : a.Run));
        }
    }

    /// <summary>Writes them as fields of an object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        if (reason is not null)
        {
            json.WriteString("reason", reason);
            return;
        }

        json.WriteStartObject("dispatcher");
        dispatcher!.Write(json);
        json.WriteEndObject();
        json.WriteStartObject("local");
        local!.Write(json);
        json.WriteEndObject();
    }

    private static PolicyDifferences Not(string reason) => new(reason, null, null);

    /// <summary>The game and the pair of a run in a finite game.</summary>
    public static (CooperativeGame Game, JointPolicy Pair) Load(ListedRun run)
    {
        var paths = new RunPaths(run.Folder);
        FileSize.Require(paths.Game);
        FileSize.Require(paths.Policy);
        StoredRun<CooperativeGame, JointPolicy, AlternationOptions> stored = FiniteCodec.Instance.Open(run.Folder);
        CooperativeGame game = stored.LoadGame();
        return (game, stored.LoadPolicy(game));
    }

    private static bool HaveSameNames(CooperativeGame a, CooperativeGame b) =>
        a.GlobalStateNames.SequenceEqual(b.GlobalStateNames, StringComparer.Ordinal)
        && a.LocalStateNames.SequenceEqual(b.LocalStateNames, StringComparer.Ordinal)
        && a.GlobalActionNames.SequenceEqual(b.GlobalActionNames, StringComparer.Ordinal)
        && a.LocalActionNames.SequenceEqual(b.LocalActionNames, StringComparer.Ordinal);
}

/// <summary>A dispatcher and where it is deployed.</summary>
/// <param name="Game">The game.</param>
/// <param name="Policy">The dispatcher.</param>
internal sealed record Deployed(CooperativeGame Game, GlobalPolicy Policy);
