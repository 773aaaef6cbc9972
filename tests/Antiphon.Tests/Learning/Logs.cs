using System.Text;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Policies;
using Antiphon.Tests.Reference;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Learning;

/// <summary>Logs in a temporary folder, and what a slow, obvious reader makes of them.</summary>
internal sealed class Logs : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private int written;

    public static CooperativeGame Small(ulong seed = 11, KernelShape shape = KernelShape.Dense, double discount = 0.8) =>
        new RandomGame(seed)
        {
            GlobalStates = 2,
            LocalStates = 3,
            GlobalActions = 2,
            LocalActions = 2,
            Agents = 40,
            Shape = shape,
            Discount = discount,
        }.Create();

    public static LocalPolicy Mixed(CooperativeGame game, ulong seed = 5) =>
        LocalPolicy.Create(
            game.LocalStates,
            game.GlobalStates,
            game.LocalActions,
            [
                .. new SmallRandom(seed) is var random
                    ? Enumerable.Range(0, game.LocalStates * game.GlobalStates).SelectMany(_ => random.Law(game.LocalActions))
                    : [],
            ]
        );

    public void Dispose() => folder.Dispose();

    /// <summary>A log of exactly this text.</summary>
    public TrajectoryLog Of(
        string text,
        CooperativeGame game,
        LocalPolicy? local = null,
        TrackedSet tracked = TrackedSet.Fixed,
        long? steps = null
    ) => Of(Encoding.UTF8.GetBytes(text), game, local, tracked, steps);

    public TrajectoryLog Of(
        byte[] bytes,
        CooperativeGame game,
        LocalPolicy? local = null,
        TrackedSet tracked = TrackedSet.Fixed,
        long? steps = null
    )
    {
        string path = folder.In($"log{written++}.csv");
        File.WriteAllBytes(path, bytes);
        return new TrajectoryLog(path, new LogDescription(game, local ?? LocalPolicy.Uniform(game), tracked, steps));
    }

    /// <summary>A recorded log under uniformly drawn actions.</summary>
    public TrajectoryLog Record(CooperativeGame game, LocalPolicy local, int subsample, LogOptions options) =>
        Of(
            Text(game, new UniformGlobalPolicy(subsample, game.GlobalActions), local, options),
            game,
            local,
            options.Tracked,
            options.Steps
        );

    public static string Text(CooperativeGame game, GlobalPolicy behaviour, LocalPolicy local, LogOptions options)
    {
        using var stream = new MemoryStream();
        new LogRecorder(options).Run(game, behaviour, local, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The steps of a log, by splitting its text.</summary>
    public static List<Row> Rows(string text, int localStates)
    {
        string[] lines = text.TrimEnd('\n').Split('\n');
        bool states = lines[0].Contains("agent0", StringComparison.Ordinal);
        return
        [
            .. lines
                .Skip(1)
                .Select(line =>
                {
                    string[] cells = line.Split(',');
                    int[] tracked = [.. cells[3..^2].Select(int.Parse)];
                    return new Row(
                        long.Parse(cells[0]),
                        long.Parse(cells[1]),
                        int.Parse(cells[2]),
                        states ? tracked : [],
                        states ? Counting.CountsOf(localStates, tracked) : tracked,
                        int.Parse(cells[^2]),
                        double.Parse(cells[^1])
                    );
                }),
        ];
    }

    /// <summary>Each step with its successor in the same episode.</summary>
    public static IEnumerable<(Row Before, Row After)> Transitions(IReadOnlyList<Row> rows) =>
        rows.Zip(rows.Skip(1)).Where(pair => pair.First.Episode == pair.Second.Episode);
}

/// <summary>One step of a log.</summary>
internal sealed record Row(long Episode, long Step, int GlobalState, int[] Agents, int[] Counts, int Action, double Reward)
{
    public string Cell => $"{GlobalState}|{Counting.Key(Counts)}";
}
