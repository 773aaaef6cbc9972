using System.CommandLine;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;

namespace Antiphon.Cli.Cluster;

/// <summary>The options of sweep for several processes on one folder.</summary>
internal sealed class WorkerChoice
{
    private const int OrdinaryTakeover = 60;
    private const int ShortestTakeover = 5;

    private readonly DeclaredOption<bool> prepare = VerbOptions.Flag(
        "--prepare",
        "create the sweep folder and run no cell; workers run them"
    );
    private readonly DeclaredOption<int?> takeover = VerbOptions.Whole(
        "--takeover",
        "SECONDS",
        "take over the cell of a process that has given no sign of life for this long",
        OrdinaryTakeover,
        ShortestTakeover
    );
    private readonly SlurmChoice slurm = new();

    /// <summary>The sweep to work on beside other processes.</summary>
    public DeclaredOption<string?> Worker { get; } =
        VerbOptions.Text("--worker", "SWEEP", "run cells of a sweep beside other processes, on any machine that shares its folder");

    /// <summary>The sweep to look at.</summary>
    public DeclaredOption<string?> Status { get; } =
        VerbOptions.Text("--status", "SWEEP", "show a sweep's cells, workers, time left and failures; changes nothing");

    /// <summary>The options as the help screen shows them.</summary>
    public OptionGroup Group => new("Several processes", [Worker, Status, prepare, takeover, .. slurm.Options]);

    /// <summary>How long a process may be silent.</summary>
    public TimeSpan Takeover(ParseResult parse) => TimeSpan.FromSeconds(parse.GetValue(takeover)!.Value);

    /// <summary>The same for workers that this command starts; nothing where it was not given.</summary>
    public IReadOnlyList<string> TakeoverWords(ParseResult parse) =>
        parse.Given(takeover) ? [takeover.Name, $"{parse.GetValue(takeover)}"] : [];

    /// <summary>Options of sbatch; null where no job is asked for.</summary>
    public string? Slurm(ParseResult parse) => slurm.Asked(parse);

    /// <summary>How many workers to submit for a number of cells.</summary>
    public int Workers(ParseResult parse, int cells) => Math.Min(slurm.Workers(parse), Math.Max(1, cells));

    /// <summary>Whether the folder is made or opened for others, and no cell runs here.</summary>
    public bool IsForOthers(ParseResult parse) => parse.GetValue(prepare) || slurm.Asked(parse) is not null;

    /// <summary>Refuses options that contradict each other.</summary>
    /// <exception cref="InvalidInputException">Some do.</exception>
    public void Require(ParseResult parse, Option resumed)
    {
        IEnumerable<Option> others = [prepare, .. slurm.Options];
        Option[] sources = [.. new Option[] { Worker, Status, resumed }.Where(parse.Given)];
        if (sources.Length > 1)
        {
            throw new InvalidInputException($"{sources[0].Name} and {sources[1].Name} cannot be combined; leave one of them out");
        }

        if (new Option[] { Worker, Status }.FirstOrDefault(parse.Given) is { } asked && others.FirstOrDefault(parse.Given) is { } given)
        {
            throw new InvalidInputException($"{given.Name} and {asked.Name} cannot be combined; leave one of them out");
        }

        _ = slurm.Asked(parse);
    }
}
