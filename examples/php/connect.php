<?php

$mock = getenv('REPULL_API_BASE_URL') ?: 'http://127.0.0.1:7855';

function call(string $method, string $path, array $body = []): array
{
    global $mock;
    $key = getenv('REPULL_KEY') ?: 'sk_test_demo';
    $answer = file_get_contents($mock . $path, false, stream_context_create(['http' => [
        'method' => $method,
        'header' => ["Authorization: Bearer $key", 'Content-Type: application/json'],
        'content' => $body ? json_encode($body) : '',
        'ignore_errors' => true, // read the body of an error too
    ]]));
    $parsed = json_decode($answer ?: exit(1), true);
    if (isset($parsed['error'])) {
        fwrite(STDERR, "{$parsed['error']['code']}: {$parsed['error']['fix']}\n");
        exit(1);
    }
    return $parsed;
}

call('POST', '/v1/sandbox/seed');
$session = call('POST', '/v1/connect/airbnb', ['redirectUrl' => "$mock/demo/callback", 'state' => 'user-42']);
$approved = call('POST', "/_mock/sessions/{$session['id']}/approve"); // what a host does at $session['url']
$connections = call('GET', '/v1/connect');
$listings = call('GET', '/v1/listings?limit=2');

echo "connected {$approved['provider']}\n";
echo 'connections: ' . implode(', ', array_column($connections['data'], 'provider')) . "\n";
echo 'listings: ' . implode(', ', array_column($listings['data'], 'name')) . "\n";
