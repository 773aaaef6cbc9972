namespace Antiphon.Cli.Environments;

/// <summary>Reads requests line by line and answers each with one line, until the input ends.</summary>
/// <param name="batch">The environments.</param>
/// <param name="surroundings">Where requests come from and replies go.</param>
internal sealed class EnvironmentSession(EnvironmentBatch batch, Surroundings surroundings)
{
    private readonly EnvironmentReply reply = new();

    /// <summary>Runs until the input ends.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled, perhaps while it waited for a line.</exception>
    public void Run()
    {
        using TextReader input = surroundings.Input();
        for (long number = 1; Next(input) is string line; number++)
        {
            surroundings.Out.WriteLine(Answer(number, line));
        }
    }

    // A read cannot be cancelled: it is left behind on its thread, which ends with the program.
    private string? Next(TextReader input)
    {
        surroundings.Cancellation.ThrowIfCancellationRequested();
        Task<string?> reading = Task.Run(input.ReadLine);
        reading.Wait(surroundings.Cancellation);
        return reading.Result;
    }

    /// <summary>The answer to a line.</summary>
    /// <param name="number">The number of the line, from 1.</param>
    /// <param name="line">The line.</param>
    internal string Answer(long number, string line)
    {
        try
        {
            var request = EnvironmentRequest.Parse(line);
            switch (request.Name)
            {
                case "describe":
                    return reply.Description(number, batch);
                case "reset":
                    batch.Reset(request, surroundings.Cancellation);
                    return reply.Reset(number, batch);
                default:
                    batch.Step(request, surroundings.Cancellation);
                    return reply.Step(number, batch);
            }
        }
        catch (InvalidInputException refusal)
        {
            return reply.Error(number, refusal.Message);
        }
    }
}
