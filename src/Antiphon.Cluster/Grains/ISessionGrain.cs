using Orleans;

namespace Antiphon.Cluster;

/// <summary>A session, at whichever member has it in memory. Its key is the session's id.</summary>
[Alias("antiphon.session")]
internal interface ISessionGrain : IGrainWithStringKey
{
    /// <summary>Takes the next step, or finds the one that the key belongs to.</summary>
    /// <param name="key">The idempotency key.</param>
    /// <param name="body">The body of the request.</param>
    [Alias("decide")]
    Task<GrainAnswer> Decide(string key, byte[] body);
}
