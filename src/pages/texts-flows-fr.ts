import type { flowsEn } from './texts-flows-en.js'

/** The French texts of the flows. */
export const flowsFr: typeof flowsEn = {
  consent: {
    step: 'Accès',
    lead: (app, provider) =>
      `${app} demande l’accès à votre compte ${provider}. Si vous acceptez, elle obtient\u00a0:`,
    access: {
      listings: 'Annonces, prix et calendriers',
      reservations: 'Réservations',
      messages: 'Messages aux voyageurs',
      manage: 'Lecture et modification',
      send: 'Lecture et réponse',
      read: 'Lecture seule',
      none: 'Aucun accès',
    },
    promise: 'Vous pouvez retirer cet accès à tout moment.',
    approve: 'Autoriser l’accès',
    deny: 'Refuser',
  },
  account: {
    step: 'Compte',
    title: 'Est-ce bien votre compte\u00a0?',
    lead: (app) => `Voici le compte auquel ${app} aura accès.`,
    name: 'Nom',
    confirm: 'Connecter ce compte',
  },
  credentials: {
    step: 'Identifiants',
    lead: (provider) =>
      `Saisissez les identifiants que ${provider} vous a fournis pour connecter d’autres logiciels.`,
    hint: 'Toute valeur convient ici. `invalid`, `unavailable` et `slow` choisissent la réponse du service.',
    submit: 'Connecter',
    optional: (label) => `${label} (facultatif)`,
  },
  activation: {
    step: 'Mise en service',
    lead: (provider) =>
      `${provider} se connecte avec un nom d’utilisateur et un mot de passe créés pour vous.`,
    steps: (provider) => [
      `Connectez-vous à ${provider} comme propriétaire.`,
      'Ouvrez les réglages des logiciels connectés.',
      'Collez ces deux valeurs, puis enregistrez.',
    ],
  },
  designation: {
    step: 'Autorisation',
    title: 'Choisissez Repull dans l’Extranet',
    lead: 'Booking.com vous demande de confirmer que Repull peut gérer votre hôtel.',
    steps: [
      'Connectez-vous à l’Extranet de Booking.com.',
      'Ouvrez Compte, puis Fournisseur de connectivité.',
      'Cherchez Repull et confirmez.',
    ],
  },
  hotel: {
    step: 'Hôtel',
    title: 'Quel est votre hôtel\u00a0?',
    lead: 'Vous trouvez l’identifiant de l’hôtel en haut de chaque page de l’Extranet.',
    hint: 'Six chiffres ou plus.',
    sandbox:
      'Tout identifiant convient ici. Les fins `412`, `425`, `502` et `503` choisissent la réponse de Booking.com.',
    verify: 'Vérifier l’hôtel',
    another: 'Un autre hôtel',
  },
  importing: {
    title: 'Importation des chambres',
    lead: (hotel) => `${hotel} est vérifié. Ses chambres sont en cours d’importation.`,
    next: 'Cela prend quelques secondes. La suite s’affichera d’elle-même.',
  },
  rooms: {
    step: 'Chambres',
    title: (hotel) => `Associez les chambres de ${hotel}`,
    lead: 'Indiquez une annonce pour chaque chambre. Vous pouvez en laisser de côté.',
    guests: (count) => (count === 1 ? '1 voyageur' : `${count} voyageurs`),
    none: 'Aucune annonce',
    map: 'Terminer',
    ask: {
      title: 'Continuer sans annonce\u00a0?',
      text: (hotel) =>
        `Aucune chambre de ${hotel} n’a encore d’annonce. Sans cela, ses prix, son calendrier et ses réservations n’arrivent dans aucune annonce.`,
      back: 'Associer des chambres',
      go: 'Continuer sans annonce',
    },
  },
  refusals: {
    missing: (label) => `À remplir\u00a0: ${label}.`,
    hotelId: 'Un identifiant d’hôtel compte de 6 à 64 chiffres, et rien d’autre.',
    byCode: {
      invalid_credentials: (provider) => `${provider} a refusé ces identifiants. Vérifiez-les et réessayez.`,
      provider_unavailable: (provider) => `${provider} est injoignable pour le moment. Réessayez plus tard.`,
      designation_pending: () =>
        'Vous n’avez pas encore confirmé à Booking.com que Repull peut gérer cet hôtel. Faites-le dans l’Extranet, puis réessayez.',
      booking_error: () => 'Booking.com a répondu par une erreur. Réessayez plus tard.',
      claim_pending: () => 'Les chambres de l’hôtel ne sont pas encore importées. Réessayez dans un instant.',
    },
    other: () => 'Cela n’a pas fonctionné. Vérifiez votre saisie et réessayez.',
  },
}
