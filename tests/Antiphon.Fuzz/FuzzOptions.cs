using System.Globalization;

namespace Antiphon.Fuzz;

/// <summary>What the command line asks.</summary>
internal sealed record FuzzOptions
{
    /// <summary>The words of the command line.</summary>
    public const string Usage =
        "usage: run [--seconds S | --hours H] [--inputs N] [--target NAME] [--seed N] [--workers W] [--keep FOLDER] [--findings FOLDER]";

    private const double SecondsPerHour = 3600;

    /// <summary>The folder of the project.</summary>
    public string Project { get; init; } = ".";

    /// <summary>How long each target is read.</summary>
    public double Seconds { get; init; } = 10;

    /// <summary>After how many inputs a target is done, if that is sooner.</summary>
    public long Inputs { get; init; } = long.MaxValue;

    /// <summary>The only target; null: all.</summary>
    public string? Target { get; init; }

    /// <summary>The seed. An input depends on it, on the known inputs and on the readers' code.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many targets are read at a time.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Where inputs that reach new code are stored; null: nowhere.</summary>
    public string? Keep { get; init; }

    /// <summary>Where inputs that show a fault are stored.</summary>
    public string Findings { get; init; } = Path.Combine(Path.GetTempPath(), "antiphon-findings");

    /// <summary>Whether the inputs to begin with are to be made anew.</summary>
    public bool RenewsSeeds { get; init; }

    /// <summary>Whether this process reads the one target itself.</summary>
    public bool IsWorker { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <param name="arguments">Names and values.</param>
    /// <exception cref="FormatException">A name is unknown, or a value is no number.</exception>
    public static FuzzOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new FuzzOptions();
        for (int place = 0; place < arguments.Count; place += 2)
        {
            options = options.With(
                arguments[place],
                place + 1 < arguments.Count ? arguments[place + 1] : throw new FormatException(Usage)
            );
        }

        return options;
    }

    /// <summary>The command line of the process that reads one target.</summary>
    /// <param name="target">The target.</param>
    public IEnumerable<string> ForWorker(string target)
    {
        string[] given =
        [
            "--worker",
            target,
            "--project",
            Project,
            "--seconds",
            Seconds.ToString(CultureInfo.InvariantCulture),
            "--inputs",
            Inputs.ToString(CultureInfo.InvariantCulture),
            "--seed",
            Seed.ToString(CultureInfo.InvariantCulture),
            "--findings",
            Findings,
        ];
        return Keep is null ? given : [.. given, "--keep", Keep];
    }

    private FuzzOptions With(string name, string value) =>
        name switch
        {
            "--project" => this with { Project = Path.GetFullPath(value) },
            "--seconds" => this with { Seconds = Number(value) },
            "--hours" => this with { Seconds = Number(value) * SecondsPerHour },
            "--inputs" => this with { Inputs = long.Parse(value, CultureInfo.InvariantCulture) },
            "--target" => this with { Target = value },
            "--seed" => this with { Seed = ulong.Parse(value, CultureInfo.InvariantCulture) },
            "--workers" => this with { Workers = int.Parse(value, CultureInfo.InvariantCulture) },
            "--keep" => this with { Keep = Path.GetFullPath(value) },
            "--findings" => this with { Findings = Path.GetFullPath(value) },
            "--renew" => this with { RenewsSeeds = value == "seeds" },
            "--worker" => this with { Target = value, IsWorker = true },
            _ => throw new FormatException(Usage),
        };

    private static double Number(string value) => double.Parse(value, CultureInfo.InvariantCulture);
}
