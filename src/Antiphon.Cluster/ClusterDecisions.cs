using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Orleans.Runtime;

namespace Antiphon.Cluster;

/// <summary>
/// Sends each step to the member that holds its session. While that member is dead and not yet known to be, the step is sent again: its
/// key makes sure that it is taken once. A request without a key is given one for that.
/// </summary>
/// <param name="ask">Asks the holder of a session: its id, the key, the body.</param>
/// <param name="clock">The clock.</param>
internal sealed class ClusterDecisions(Func<string, string, byte[], Task<GrainAnswer>> ask, TimeProvider clock) : ISessionDecisions
{
    private const int IdLength = 32;
    private const int KeyLength = 32;
    private const double Growth = 1.5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);
    private static readonly SearchValues<char> IdLetters = SearchValues.Create("0123456789abcdef");

    /// <inheritdoc/>
    public async Task<TakenStep> Decide(string id, string? key, JsonElement body, CancellationToken cancellation)
    {
        if (id.Length != IdLength || id.AsSpan().ContainsAnyExcept(IdLetters))
        {
            throw SessionProblems.Unknown();
        }

        key ??= $"member {RandomNumberGenerator.GetHexString(KeyLength)}";
        byte[] question = JsonMarshal.GetRawUtf8Value(body).ToArray();
        long started = clock.GetTimestamp();
        TimeSpan pause = FirstPause;
        while (true)
        {
            try
            {
                return (await ask(id, key, question).WaitAsync(cancellation)).Taken();
            }
            catch (Exception failure) when (failure is OrleansException or TimeoutException)
            {
                if (clock.GetElapsedTime(started) > Patience)
                {
                    throw Away();
                }
            }

            await Task.Delay(pause, clock, cancellation);
            pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, (long)(pause.Ticks * Growth)));
        }
    }

    private static ProblemException Away() =>
        new(
            StatusCodes.Status503ServiceUnavailable,
            "The member that holds the session does not answer",
            new Violation(
                "cluster",
                "has a member that does not answer",
                "members that reach each other",
                "send the request again, with the same Idempotency-Key"
            )
        )
        {
            RetryAfter = 1,
        };
}
