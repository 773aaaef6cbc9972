using System.CommandLine;
using System.CommandLine.Invocation;
using Antiphon.Cli.Help;
using Antiphon.Cli.Input;
using Antiphon.Cli.Verbs;

namespace Antiphon.Cli;

/// <summary>The whole program: from arguments to an exit code.</summary>
internal static class AntiphonProgram
{
    public const string VerboseOption = "--verbose";

    /// <summary>Runs the program. Throws nothing.</summary>
    public static int Run(IReadOnlyList<string> arguments, Surroundings surroundings)
    {
        try
        {
            return Invoke(arguments, surroundings);
        }
        catch (Exception failure)
        {
            return Report(failure, surroundings, verbose: arguments.Contains(VerboseOption, StringComparer.Ordinal));
        }
    }

    /// <summary>The command line as a tree: what tests of help and suggestions walk through.</summary>
    public static AntiphonCommand CommandLine(Surroundings surroundings) => new(
        surroundings, [new TrainVerb(surroundings), new SimulateVerb(surroundings), new SweepVerb(surroundings), new CertifyVerb(surroundings), new VerifyVerb(surroundings), new LogVerb(surroundings), new LearnVerb(surroundings), new PlanVerb(surroundings), new ReproduceVerb(surroundings), new ReportVerb(surroundings), new GamesVerb(surroundings), new ValidateVerb(surroundings)]);

    private static int Invoke(IReadOnlyList<string> arguments, Surroundings surroundings)
    {
        ParseResult parse = CommandLine(surroundings).Parse(arguments, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        if (parse.Action is ParseErrorAction)
        {
            ParseErrors.Write(parse, surroundings.Error);
            return ExitCode.InvalidInput;
        }

        return parse.Invoke(new InvocationConfiguration
        {
            Output = surroundings.Out,
            Error = surroundings.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });
    }

    private static int Report(Exception failure, Surroundings surroundings, bool verbose)
    {
        Exception cause = failure is AggregateException several ? several.Flatten().InnerExceptions[0] : failure;
        switch (cause)
        {
            case OperationCanceledException when surroundings.Cancellation.IsCancellationRequested:
                surroundings.Error.WriteLine("Cancelled.");
                return ExitCode.Cancelled;
            case InvalidInputException or IOException or UnauthorizedAccessException:
                surroundings.Error.WriteLine($"error: {cause.Message}");
                return ExitCode.InvalidInput;
            default:
                surroundings.Error.WriteLine($"internal error: {cause.GetType().Name}: {cause.Message}");
                surroundings.Error.WriteLine(verbose ? cause.ToString() : $"This is a fault of the program, not of your input; {VerboseOption} prints its trace.");
                return ExitCode.InternalError;
        }
    }
}
