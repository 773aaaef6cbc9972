using System.CommandLine;
using System.CommandLine.Parsing;
using Antiphon.Cli.Input;

namespace Antiphon.Cli.Cluster;

/// <summary>The options of verbs whose work a job array of Slurm can do.</summary>
internal sealed class SlurmChoice
{
    private const int OrdinaryWorkers = 10;

    private readonly DeclaredOption<string?> slurm = VerbOptions.Text(
        "--slurm",
        "OPTIONS",
        "submit a job array of workers to a Slurm cluster with these options of sbatch, for example \"--time=60 --mem=2G\""
    );
    private readonly DeclaredOption<int?> workers = VerbOptions.Whole(
        "--slurm-workers",
        "N",
        "number of workers in the job array of --slurm",
        OrdinaryWorkers
    );

    /// <summary>The options.</summary>
    public IReadOnlyList<Option> Options => [slurm, workers];

    /// <summary>Options of sbatch; null where no job is asked for.</summary>
    /// <exception cref="InvalidInputException">A number of workers is given without them.</exception>
    public string? Asked(ParseResult parse) =>
        parse.GetValue(slurm) is null && parse.Given(workers)
            ? throw new InvalidInputException($"{workers.Name} requires {slurm.Name}; add it, for example --slurm \"--time=60 --mem=2G\"")
            : parse.GetValue(slurm);

    /// <summary>How many workers to submit.</summary>
    public int Workers(ParseResult parse) => parse.GetValue(workers)!.Value;

    /// <summary>The words of a command line without these options and some others.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="others">The others.</param>
    public IEnumerable<string> Without(ParseResult parse, IEnumerable<Option> others)
    {
        HashSet<string> left = [.. Options.Concat(others).SelectMany(option => option.Aliases.Append(option.Name))];
        bool isLeft = false;
        foreach (Token token in parse.Tokens)
        {
            isLeft = token.Type == TokenType.Option ? left.Contains(token.Value) : isLeft && token.Type == TokenType.Argument;
            if (!isLeft)
            {
                yield return token.Value;
            }
        }
    }
}
