using OrleansBroker.Protocol.Messages;

namespace OrleansBroker.Gateway.Fetching;

/// <summary>Puts the results of a fetch together as the client of its scope expects them. Stateless.</summary>
internal static class FetchAnswer
{
    public static FetchResponse Of(FetchScope scope, IReadOnlyList<FetchResult> results)
    {
        var response = new FetchResponse { SessionId = scope.SessionId };
        foreach (var result in results)
        {
            if (!scope.IsIncremental || result.Partition.IsNews(result.Data))
            {
                Add(response.Responses, result);
            }
        }

        scope.Session?.Told(results);
        return response;
    }

    /// <summary>Partitions of one topic that follow each other share its entry.</summary>
    private static void Add(List<FetchResponse.FetchableTopicResponse> topics, FetchResult result)
    {
        var key = result.Partition.Key;
        if (topics.Count == 0 || topics[^1].Topic != key.Topic || topics[^1].TopicId != key.TopicId)
        {
            topics.Add(new() { Topic = key.Topic, TopicId = key.TopicId });
        }

        topics[^1].Partitions.Add(result.Data);
    }
}
