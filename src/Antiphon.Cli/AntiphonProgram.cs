using System.CommandLine;
using System.CommandLine.Invocation;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Cli.Verbs;
using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Cli;

/// <summary>The whole program: from arguments to an exit code.</summary>
internal static class AntiphonProgram
{
    public const string VerboseOption = "--verbose";

    // Every start reads all summaries: other static fields of a verb would be made as well, and load the assemblies of their types.
    private static readonly IReadOnlyList<(VerbSummary Summary, Func<Surroundings, Verb> Build)> Verbs =
    [
        (TrainVerb.Summary, surroundings => new TrainVerb(surroundings)),
        (SimulateVerb.Summary, surroundings => new SimulateVerb(surroundings)),
        (ShowVerb.Summary, surroundings => new ShowVerb(surroundings)),
        (SweepVerb.Summary, surroundings => new SweepVerb(surroundings)),
        (ServeVerb.Summary, surroundings => new ServeVerb(surroundings)),
        (MemoryVerb.Summary, surroundings => new MemoryVerb(surroundings)),
        (CertifyVerb.Summary, surroundings => new CertifyVerb(surroundings)),
        (VerifyVerb.Summary, surroundings => new VerifyVerb(surroundings)),
        (LogVerb.Summary, surroundings => new LogVerb(surroundings)),
        (LearnVerb.Summary, surroundings => new LearnVerb(surroundings)),
        (PlanVerb.Summary, surroundings => new PlanVerb(surroundings)),
        (ReproduceVerb.Summary, surroundings => new ReproduceVerb(surroundings)),
        (ReportVerb.Summary, surroundings => new ReportVerb(surroundings)),
        (ExportVerb.Summary, surroundings => new ExportVerb(surroundings)),
        (EnvironmentVerb.Summary, surroundings => new EnvironmentVerb(surroundings)),
        (ImportVerb.Summary, surroundings => new ImportVerb(surroundings)),
        (GamesVerb.Summary, surroundings => new GamesVerb(surroundings)),
        (ValidateVerb.Summary, surroundings => new ValidateVerb(surroundings)),
    ];

    /// <summary>How command lines are parsed.</summary>
    public static ParserConfiguration Parsing => new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    /// <summary>Runs the program. Throws nothing.</summary>
    public static int Run(IReadOnlyList<string> arguments, Surroundings surroundings)
    {
        ParseResult? parse = null;
        try
        {
            surroundings = surroundings with { Command = string.Join(' ', arguments.Prepend("antiphon").Select(Figures.ShellWord)) };
            AntiphonCommand command = CommandLine(surroundings, arguments);
            parse = command.Parse(arguments, Parsing);
            return Invoke(parse, command, surroundings);
        }
        catch (Exception failure)
        {
            return Report(failure, surroundings, parse, verbose: arguments.Contains(VerboseOption, StringComparer.Ordinal));
        }
    }

    /// <summary>The command line as a tree: what tests of help and suggestions walk through.</summary>
    /// <param name="surroundings">Where the program runs.</param>
    /// <param name="arguments">
    /// Verbs that no argument mentions are there by name only: to build the options of all would take as long as the rest of a start. Null
    /// builds all.
    /// </param>
    public static AntiphonCommand CommandLine(Surroundings surroundings, IReadOnlyList<string>? arguments = null) =>
        new(
            surroundings,
            [.. Verbs.Select(verb => Mentioned(verb.Summary, arguments) ? verb.Build(surroundings) : new UnbuiltVerb(verb.Summary))]
        );

    // Anywhere in an argument: a request for completions is a whole command line in one.
    private static bool Mentioned(VerbSummary verb, IReadOnlyList<string>? arguments) =>
        arguments is null || arguments.Any(argument => argument.Contains(verb.Name, StringComparison.Ordinal));

    private static int Invoke(ParseResult parse, AntiphonCommand command, Surroundings surroundings)
    {
        if (parse.Action is ParseErrorAction)
        {
            ParseErrors.Write(parse, surroundings.Error);
            return ExitCode.InvalidInput;
        }

        using IDisposable? limit = parse.GetValue(command.MemoryLimit) is long bytes ? MemoryBudget.Limit(bytes) : null;
        return parse.Invoke(
            new InvocationConfiguration
            {
                Output = surroundings.Out,
                Error = surroundings.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            }
        );
    }

    private static int Report(Exception failure, Surroundings surroundings, ParseResult? parse, bool verbose)
    {
        Exception cause = failure is AggregateException several ? several.Flatten().InnerExceptions[0] : failure;
        switch (cause)
        {
            case OperationCanceledException when surroundings.Cancellation.IsCancellationRequested:
                surroundings.Error.WriteLine("Cancelled.");
                return ExitCode.Cancelled;
            case StandardStream.ClosedPipeException:
                return ExitCode.ClosedPipe;
            case InvalidOptionException or DoesNotFitException when parse is not null:
                surroundings.Error.WriteLine($"error: {Declarations.InWordsOf(parse.CommandResult.Command, cause.Message)}");
                return ExitCode.InvalidInput;
            case ResumableRunException run:
                surroundings.Error.WriteLine($"error: {run.Message} (`antiphon train --resume {Figures.ShellWord(run.Folder)}`)");
                return ExitCode.InvalidInput;
            case GameValidationException { RoundedRows.Count: > 0 } rounded:
                surroundings.Error.WriteLine($"error: {rounded.Message}");
                surroundings.Error.WriteLine(RescalingReport.Remedy(rounded.RoundedRows));
                return ExitCode.InvalidInput;
            case InvalidInputException or IOException or UnauthorizedAccessException:
                surroundings.Error.WriteLine($"error: {cause.Message}");
                return ExitCode.InvalidInput;
            default:
                surroundings.Error.WriteLine($"internal error: {cause.GetType().Name}: {cause.Message}");
                surroundings.Error.WriteLine(
                    verbose
                        ? cause.ToString()
                        : $"This is a bug in antiphon, not an error in your input; {VerboseOption} prints the stack trace."
                );
                return ExitCode.InternalError;
        }
    }
}
