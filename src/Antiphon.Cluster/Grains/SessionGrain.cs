using System.Buffers;
using Orleans;
using Orleans.Placement;
using Orleans.Runtime;

namespace Antiphon.Cluster;

/// <summary>
/// A session that this member holds. The grain decides where the session is in memory, and nothing else: what happened is what the store
/// has, so that a second activation, which a cluster may have for a moment after a member died, takes no step twice.
/// </summary>
/// <param name="sessions">The sessions of this member.</param>
/// <param name="store">The store.</param>
/// <param name="member">This member.</param>
[PreferLocalPlacement]
internal sealed class SessionGrain(ISessionDecisions sessions, RedisStore store, ILocalSiloDetails member) : Grain, ISessionGrain
{
    private string Id => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public async Task<GrainAnswer> Decide(string key, byte[] body)
    {
        try
        {
            using var json = new JsonBody(new ReadOnlySequence<byte>(body));
            json.Parse();
            return GrainAnswer.Of(await sessions.Decide(Id, key, json.Root, CancellationToken.None));
        }
        catch (ProblemException problem)
        {
            if (problem.Status == StatusCodes.Status404NotFound)
            {
                DeactivateOnIdle();
            }

            return GrainAnswer.Of(problem);
        }
        catch (StoreException)
        {
            return new GrainAnswer();
        }
    }

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) => Note(store.Hold(Id, Name));

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        Note(store.Release(Id, Name));

    private string Name => member.SiloAddress.ToParsableString();

    // It is for the page alone.
    private static async Task Note(Task noting)
    {
        try
        {
            await noting;
        }
        catch (StoreException)
        {
            // The store told the log.
        }
    }
}
