using System.CommandLine;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Runs;
using Antiphon.Server;

namespace Antiphon.Cli.Verbs;

/// <summary>The boards on which whoever watches a sweep sees its cells.</summary>
internal static class SweepBoards
{
    /// <summary>A board on which cells that are done stand already.</summary>
    /// <param name="parse">The command line, in whose words failures are told.</param>
    /// <param name="folder">The sweep.</param>
    /// <param name="open">The cells that are to run.</param>
    public static SweepBoard Of<TGame, TPair, TOptions>(
        ParseResult parse,
        SweepFolder<TGame, TPair, TOptions> folder,
        IReadOnlyList<SweepKey> open
    )
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions
    {
        SweepOptions<TOptions> options = folder.Record.Options;
        IEnumerable<SweepCell> done = folder.Cells.ExceptBy(open, cell => cell.Key());
        return new SweepBoard(
            options.Subsamples,
            options.Training.Seed,
            options.TrainingSeeds,
            done,
            Words.Brief,
            reason => Declarations.InWordsOf(parse.CommandResult.Command, reason),
            [.. options.Trainings.Where(each => each.Variant > 0).Select(each => Figures.Printable(options.WordsOf(each.Variant)))]
        );
    }
}
